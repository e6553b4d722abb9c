import { useSyncExternalStore } from 'react';
import { Button, ProgressBar } from 'react-aria-components';
import { bytes } from '../format.js';
import { ChunkMap } from './chunk-map.js';
import type { Snapshot, Upload } from './upload.js';

interface Props {
  readonly upload: Upload;
  readonly onGoOn: (upload: Upload) => void;
}

/** One file on its way: how far it is, its map of chunks, and what can be done. */
export function UploadCard({ upload, onGoOn }: Props) {
  const snapshot = useSyncExternalStore(upload.subscribe, upload.read);
  const { state, progress, fault } = snapshot;
  const done = (progress?.bytesSent ?? 0) + (progress?.bytesReused ?? 0);
  const { name, size } = upload.file;
  return (
    <li className="card">
      <header>
        <h3>{name}</h3>
        <p className="number">
          {bytes(done)} of {bytes(size)}
        </p>
        <div className="actions">
          {state === 'running' && <Button onPress={() => upload.pause()}>Pause</Button>}
          {(state === 'paused' || state === 'failed') && (
            <Button onPress={() => onGoOn(upload)}>
              {state === 'paused' ? 'Go on' : 'Try again'}
            </Button>
          )}
          {state !== 'completed' && state !== 'cancelled' && (
            <Button className="quiet" onPress={() => void upload.cancel()}>
              Cancel
            </Button>
          )}
        </div>
      </header>
      <ProgressBar aria-label={`Progress of ${name}`} value={size > 0 ? (100 * done) / size : 100}>
        {({ percentage = 0 }) => <progress max={100} value={percentage} aria-hidden />}
      </ProgressBar>
      <ChunkMap cells={upload.cells} name={name} />
      <p role="status" className={state}>
        {words(snapshot)}
      </p>
      {fault !== undefined && state === 'failed' && <p role="alert">{fault}</p>}
    </li>
  );
}

function words({ state, progress }: Snapshot): string {
  if (state === 'waiting') return 'Waits for its turn';
  if (state === 'paused') return 'Paused';
  if (state === 'failed') return 'Stopped';
  if (state === 'cancelled') return 'Cancelled';
  switch (progress?.phase) {
    case 'sending':
      return 'Sending';
    case 'verifying':
      return 'All is sent; the store confirms';
    case 'completing':
      return 'Being put together';
    case 'completed':
      return 'Complete';
    default:
      return 'Getting ready';
  }
}
