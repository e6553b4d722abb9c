import type { WaybillEvent } from '@waybill/client';
import type { FileBody } from '@waybill/contracts';
import { useCallback, useDeferredValue, useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../api.js';
import { ago, bytes, count } from '../format.js';
import { Empty, States } from '../parts/states.js';
import { Status } from '../parts/status.js';
import { useLive } from '../parts/use-live.js';
import { useLoaded } from '../parts/use-loaded.js';
import { DeleteFile } from './delete-file.js';
import { type ColumnHead, TableHead } from '../parts/table-head.js';

const COLUMNS: readonly ColumnHead[] = [
  { name: 'Name' },
  { name: 'Status' },
  { name: 'Size', look: 'number' },
  { name: 'Uploaded', look: 'wide' },
  { name: 'Actions', look: 'unseen' },
];

const PAGE = 25;
/** The API searches no names: so many of the newest files are looked through here. */
const SEARCHED = 2_000;

const STATUSES = [
  'uploading',
  'uploaded',
  'completing',
  'completed',
  'failed',
  'aborted',
  'expired',
] as const;

const ofFiles = ({ type }: WaybillEvent) => type.startsWith('file.') || type === 'chunk.uploaded';

/** The tenant's files, newest first, as they change. */
export function Files() {
  const [wanted, setWanted] = useState(PAGE);
  const [status, setStatus] = useState<FileBody['status'] | ''>('');
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim().toLowerCase());
  const load = useCallback(() => found(wanted, status, search), [wanted, status, search]);
  const [loaded, reload] = useLoaded(load);
  useLive(ofFiles, reload);
  const narrowed = status !== '' || search !== '';
  return (
    <section aria-labelledby="files">
      <header className="heading">
        <h2 id="files">Files</h2>
        <div className="filters">
          <input
            type="search"
            aria-label="Search by name"
            placeholder="Search by name"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <select
            aria-label="Status"
            value={status}
            onChange={({ target }) => setStatus(target.value as FileBody['status'] | '')}
          >
            <option value="">Any status</option>
            {STATUSES.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </div>
      </header>
      <States loaded={loaded} onRetry={reload}>
        {({ items, more, searched }) => (
          <>
            {items.length === 0 && !narrowed && (
              <Empty title="No files yet">What you upload is listed here.</Empty>
            )}
            {items.length === 0 && narrowed && (
              <Empty title="No file fits">
                {searched >= SEARCHED
                  ? `The newest ${count(SEARCHED, 'file')} were looked through.`
                  : 'Search for another name, or show any status.'}
              </Empty>
            )}
            {items.length > 0 && <FileTable files={items} onChanged={reload} />}
            {more && (
              <Button className="quiet" onPress={() => setWanted((now) => now + PAGE)}>
                Show more
              </Button>
            )}
          </>
        )}
      </States>
    </section>
  );
}

function FileTable({
  files,
  onChanged,
}: {
  readonly files: readonly FileBody[];
  readonly onChanged: () => void;
}) {
  const [deleting, setDeleting] = useState<FileBody>();
  return (
    <>
      <table>
        <TableHead columns={COLUMNS} />
        <tbody>
          {files.map((file) => (
            <tr key={file.id}>
              <td>
                <a href={`#/files/${file.id}`}>{file.name}</a>
              </td>
              <td>
                <Status of={file.status} text={statusText(file)} />
              </td>
              <td className="number">{bytes(file.size)}</td>
              <td className="wide">{ago(file.createdAt)}</td>
              <td className="actions">
                {file.status === 'completed' && (
                  <a
                    className="button quiet"
                    href={`/v1/files/${file.id}/content`}
                    aria-label={`Download ${file.name}`}
                  >
                    Download
                  </a>
                )}
                <Button
                  className="quiet"
                  aria-label={`Delete ${file.name}`}
                  onPress={() => setDeleting(file)}
                >
                  Delete
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {deleting && (
        <DeleteFile file={deleting} onDeleted={onChanged} onClose={() => setDeleting(undefined)} />
      )}
    </>
  );
}

function statusText({ status, uploadedBytes, size }: FileBody): string {
  const part = size > 0 ? Math.floor((100 * uploadedBytes) / size) : 0;
  return status === 'uploading' ? `uploading, ${part}%` : status;
}

async function found(wanted: number, status: FileBody['status'] | '', search: string) {
  const items: FileBody[] = [];
  let searched = 0;
  let more = false;
  const limit = search === '' ? Math.min(200, wanted + 1) : 200;
  for await (const file of client.files({ limit, ...(status !== '' && { status }) })) {
    // Deleted ones are told of for a while, and are nothing to be shown.
    if (status === '' && file.status === 'deleted') continue;
    if (searched === SEARCHED && search !== '') break;
    searched += 1;
    if (!file.name.toLowerCase().includes(search)) continue;
    if (items.length === wanted) {
      more = true;
      break;
    }
    items.push(file);
  }
  return { items, more, searched };
}
