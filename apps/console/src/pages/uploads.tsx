import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import { count } from '../format.js';
import {
  gatherChosen,
  gatherDropped,
  type Gathered,
  gatherHandles,
  type Upload,
  type UploadQueue,
} from '@waybill/page-uploads';
import { UploadCard } from '../uploads/upload-card.js';
import { usePageDrop } from '../uploads/use-page-drop.js';

/** Of those that wait for their turn so many are shown. */
const WAITING_SHOWN = 5;

/** Drop files, and watch the store confirm them. */
export function Uploads({ queue }: { readonly queue: UploadQueue }) {
  const { uploads, unreadable } = useSyncExternalStore(queue.subscribe, queue.read);
  const [take] = useState(() => (work: Promise<Gathered>) => {
    // A picker that is closed without a choice rejects.
    work.then((gathered) => queue.add(gathered)).catch(() => undefined);
  });
  const [drop] = useState(() => (data: DataTransfer) => take(gatherDropped(data)));
  const over = usePageDrop(drop);
  useEffect(() => {
    void queue.restore().catch(() => undefined);
  }, [queue]);
  const { shown, hidden } = partOf(uploads);
  const ended = uploads.filter((upload) => upload.read().state === 'completed');
  return (
    <section aria-labelledby="uploads">
      <h1 id="uploads">Upload</h1>
      <div className="drop" data-drop-target={over || undefined}>
        <p>{over ? 'Let go to upload' : 'Drop files or folders anywhere on this page'}</p>
        <div className="actions">
          <ChooseFiles onTaken={take} />
          <FileTrigger
            acceptDirectory
            onSelect={(files) => take(Promise.resolve(gatherChosen(files ?? [])))}
          >
            <Button className="quiet">Choose a folder</Button>
          </FileTrigger>
        </div>
      </div>
      {unreadable.length > 0 && (
        <div className="notice danger" role="alert">
          <p>
            {count(unreadable.length, 'file')} could not be read, and{' '}
            {unreadable.length === 1 ? 'is' : 'are'} left out: {unreadable.slice(0, 5).join(', ')}
            {unreadable.length > 5 && ' and more'}. Look whether you may open{' '}
            {unreadable.length === 1 ? 'it' : 'them'}, then drop again.
          </p>
          <Button className="quiet" onPress={() => queue.readUnreadable()}>
            Close
          </Button>
        </div>
      )}
      <ul className="cards">
        {shown.map((upload) => (
          <UploadCard key={upload.key} upload={upload} queue={queue} />
        ))}
      </ul>
      {hidden > 0 && <p className="hint">{count(hidden, 'more file')} wait for their turn.</p>}
      {ended.length > 1 && (
        <Button className="quiet" onPress={() => queue.remove(...ended)}>
          Remove {count(ended.length, 'completed file')} from this list
        </Button>
      )}
    </section>
  );
}

/** With handles where the browser gives some: such files can be opened again after a reload. */
function ChooseFiles({ onTaken }: { readonly onTaken: (work: Promise<Gathered>) => void }) {
  const { showOpenFilePicker } = window;
  if (showOpenFilePicker) {
    const open = () => onTaken(showOpenFilePicker({ multiple: true }).then(gatherHandles));
    return <Button onPress={open}>Choose files</Button>;
  }
  return (
    <FileTrigger
      allowsMultiple
      onSelect={(files) => onTaken(Promise.resolve(gatherChosen(files ?? [])))}
    >
      <Button>Choose files</Button>
    </FileTrigger>
  );
}

/** What goes on first, then those that wait, in their turn: of these a few, since there may be thousands. */
function partOf(uploads: readonly Upload[]): { shown: readonly Upload[]; hidden: number } {
  const waits = (upload: Upload) => upload.read().state === 'waiting';
  const waiting = uploads.filter(waits).toReversed();
  const others = uploads.filter((upload) => !waits(upload));
  const shown = [...others, ...waiting.slice(0, WAITING_SHOWN)];
  return { shown, hidden: uploads.length - shown.length };
}
