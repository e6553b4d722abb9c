import { useSyncExternalStore } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import { UploadCard } from '../uploads/upload-card.js';
import { UploadQueue } from '../uploads/upload-queue.js';
import { usePageDrop } from '../uploads/use-page-drop.js';

const queue = new UploadQueue();
const take = ({ files }: DataTransfer) => queue.add([...files]);

/** Drop files, and watch the store confirm them. */
export function Uploads() {
  const uploads = useSyncExternalStore(queue.subscribe, queue.read);
  const over = usePageDrop(take);
  return (
    <section aria-labelledby="uploads">
      <h2 id="uploads">Upload</h2>
      <div className="drop" data-drop-target={over || undefined}>
        <p>Drop files anywhere on this page</p>
        <FileTrigger allowsMultiple onSelect={(files) => queue.add([...(files ?? [])])}>
          <Button>Choose files</Button>
        </FileTrigger>
      </div>
      <ul className="cards">
        {uploads.map((upload) => (
          <UploadCard key={upload.key} upload={upload} onGoOn={(one) => queue.goOn(one)} />
        ))}
      </ul>
    </section>
  );
}
