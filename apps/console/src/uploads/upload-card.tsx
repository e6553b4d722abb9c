import { useSyncExternalStore } from 'react';
import { ProgressBar } from 'react-aria-components';
import { bytes, duration } from '../format.js';
import { useNow } from '../parts/use-now.js';
import { useTrouble } from '../shell/trouble-banner.js';
import { ChunkMap } from './chunk-map.js';
import { UploadActions } from './upload-actions.js';
import type { Upload, UploadQueue } from '@waybill/page-uploads';
import { uploadWords } from './upload-words.js';
import { useCells } from './use-cells.js';

interface Props {
  readonly upload: Upload;
  readonly queue: UploadQueue;
}

/** One file on its way: how far it is, its map of chunks, and what can be done. */
export function UploadCard({ upload, queue }: Props) {
  const snapshot = useSyncExternalStore(upload.subscribe, upload.read);
  const trouble = useTrouble();
  const { counts, confirmedBytes } = useCells(upload.cells);
  const { name, path, size, id } = upload;
  const { state, fault } = snapshot;
  const done = state === 'completed' ? size : confirmedBytes;
  return (
    <li className={`card ${state}`}>
      <header>
        <h3>
          {id !== undefined && state === 'completed' ? <a href={`#/files/${id}`}>{name}</a> : name}
          {path !== undefined && <small>{path}</small>}
        </h3>
        <UploadActions upload={upload} queue={queue} snapshot={snapshot} />
      </header>
      <ProgressBar aria-label={`Progress of ${name}`} value={size > 0 ? (100 * done) / size : 100}>
        {({ percentage = 0 }) => <progress max={100} value={percentage} aria-hidden />}
      </ProgressBar>
      <div className="facts">
        <p role="status" className="state">
          {uploadWords(snapshot, trouble)}
        </p>
        <p className="number">
          {bytes(done)} of {bytes(size)}
        </p>
        {state === 'running' && trouble === undefined && <Pace upload={upload} done={done} />}
      </div>
      {upload.cells.count > 0 && <ChunkMap cells={upload.cells} counts={counts} name={name} />}
      {fault && (
        <p role="alert" className="fault">
          {fault.what} <span>{fault.todo}</span>
        </p>
      )}
      {state === 'held' && (
        <p className="hint">
          {upload.handle
            ? 'The page was left meanwhile. Go on: the browser may ask whether it may open the file again.'
            : 'The page was left meanwhile, and this browser cannot open the file by itself. Choose the same file again, or drop it: only what is missing is sent.'}
        </p>
      )}
    </li>
  );
}

/** By what the store has confirmed. */
function Pace({ upload, done }: { readonly upload: Upload; readonly done: number }) {
  const now = useNow(true);
  const rate = upload.meter.rate(now);
  const left = upload.meter.secondsLeft(now, upload.size - done);
  if (rate === undefined || left === undefined || done === upload.size) return null;
  return (
    <p className="number">
      {bytes(rate)}/s, {duration(left)} left
    </p>
  );
}
