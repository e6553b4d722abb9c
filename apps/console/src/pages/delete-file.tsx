import type { FileBody } from '@waybill/contracts';
import { client } from '../api.js';
import { bytes } from '../format.js';
import { Ask } from '../parts/ask.js';

interface Props {
  readonly file: FileBody;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

/** The question before a file is gone. */
export function DeleteFile({ file, onDeleted, onClose }: Props) {
  const remove = async () => {
    await client.deleteFile(file.id);
    onDeleted();
  };
  return (
    <Ask title={`Delete ${file.name}?`} verb="Delete" danger onYes={remove} onClose={onClose}>
      <p>
        {file.status === 'completed'
          ? `Its ${bytes(file.size)} are removed from the store. There is no way back.`
          : 'The upload ends, and what was sent of it is removed from the store.'}
      </p>
    </Ask>
  );
}
