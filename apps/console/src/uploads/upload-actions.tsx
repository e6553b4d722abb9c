import { useState } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import { Ask } from '../parts/ask.js';
import type { Snapshot, Upload, UploadQueue } from '@waybill/page-uploads';

interface Props {
  readonly upload: Upload;
  readonly queue: UploadQueue;
  readonly snapshot: Snapshot;
}

/** What can be done with an upload as it stands. */
export function UploadActions({ upload, queue, snapshot: { state, fault } }: Props) {
  const [asking, setAsking] = useState(false);
  const { name } = upload;
  const ended = state === 'completed' || state === 'cancelled';
  const choose = fault?.remedy === 'choose' || (state === 'held' && !upload.handle);
  return (
    <div className="actions">
      {(state === 'running' || state === 'waiting') && (
        <Button className="quiet" aria-label={`Pause ${name}`} onPress={() => upload.pause()}>
          Pause
        </Button>
      )}
      {state === 'paused' && (
        <Button aria-label={`Go on with ${name}`} onPress={() => queue.goOn(upload)}>
          Go on
        </Button>
      )}
      {state === 'held' && upload.handle && (
        <Button aria-label={`Go on with ${name}`} onPress={() => void queue.reopen(upload)}>
          Go on
        </Button>
      )}
      {fault?.remedy === 'retry' && (
        <Button aria-label={`Try ${name} again`} onPress={() => queue.goOn(upload)}>
          Try again
        </Button>
      )}
      {fault?.remedy === 'anew' && (
        <Button aria-label={`Send ${name} anew`} onPress={() => void queue.sendAnew(upload)}>
          Send anew
        </Button>
      )}
      {choose && (
        <FileTrigger
          onSelect={(files) => {
            const file = files?.[0];
            if (file) queue.attach(upload, { file });
          }}
        >
          <Button aria-label={`Choose ${name} again`}>Choose the file</Button>
        </FileTrigger>
      )}
      {ended || state === 'elsewhere' ? (
        <Button
          className="quiet"
          aria-label={`Remove ${name} from this list`}
          onPress={() => queue.remove(upload)}
        >
          Remove
        </Button>
      ) : (
        <Button className="quiet" aria-label={`Cancel ${name}`} onPress={() => setAsking(true)}>
          Cancel
        </Button>
      )}
      {asking && (
        <Ask
          title={`Cancel ${name}?`}
          verb="Cancel the upload"
          danger
          onYes={() => queue.cancel(upload)}
          onClose={() => setAsking(false)}
        >
          <p>What was sent of it is removed from the store.</p>
        </Ask>
      )}
    </div>
  );
}
