import type { WaybillEvent } from '@waybill/client';
import type { FileBody } from '@waybill/contracts';
import { useCallback, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../api.js';
import { bytes, count, moment } from '../format.js';
import { States } from '../parts/states.js';
import { Status } from '../parts/status.js';
import { useLive } from '../parts/use-live.js';
import { useLoaded } from '../parts/use-loaded.js';
import { ChunkCells } from '@waybill/page-uploads';
import { ChunkMap } from '../uploads/chunk-map.js';
import { useCells } from '../uploads/use-cells.js';
import { DeleteFile } from './delete-file.js';
import { Timeline } from './timeline.js';

/** One file: what is known of it, its chunks, and what has happened to it. */
export function FilePage({ id }: { readonly id: string }) {
  const load = useCallback(() => client.getFile(id), [id]);
  const [loaded, reload] = useLoaded(load);
  const concerns = useCallback(({ data }: WaybillEvent) => data['fileId'] === id, [id]);
  useLive(concerns, reload);
  return (
    <section aria-labelledby="file">
      <p>
        <a href="#/">All files</a>
      </p>
      <States loaded={loaded} onRetry={reload}>
        {(file) => <Details file={file} onChanged={reload} />}
      </States>
    </section>
  );
}

function Details({ file, onChanged }: { readonly file: FileBody; readonly onChanged: () => void }) {
  const [deleting, setDeleting] = useState(false);
  const gone = ['deleted', 'aborted', 'expired'].includes(file.status);
  return (
    <>
      <header className="heading">
        <h1 id="file">{file.name}</h1>
        <div className="actions">
          {file.status === 'completed' && (
            <a className="button" href={`/v1/files/${file.id}/content`}>
              Download
            </a>
          )}
          {!gone && (
            <Button className="quiet" onPress={() => setDeleting(true)}>
              Delete
            </Button>
          )}
        </div>
      </header>
      {file.failure && (
        <div className="notice danger" role="alert">
          <p>{file.failure.detail} Upload it again: what is stored already is not sent twice.</p>
        </div>
      )}
      {file.drift && (
        <div className="notice danger" role="alert">
          <p>
            The object in the store is {file.drift.reason} since {moment(file.drift.since)}.
          </p>
        </div>
      )}
      <Facts file={file} />
      <Chunks file={file} />
      <h2>Timeline</h2>
      <Timeline fileId={file.id} version={file.updatedAt} />
      {deleting && (
        <DeleteFile file={file} onDeleted={onChanged} onClose={() => setDeleting(false)} />
      )}
    </>
  );
}

function Facts({ file }: { readonly file: FileBody }) {
  const facts: [string, string | undefined][] = [
    ['Size', `${bytes(file.size)} (${file.size.toLocaleString('en')} bytes)`],
    ['Type', file.contentType],
    ['Chunks', `${count(file.chunkCount, 'chunk')} of ${bytes(file.chunkSize)}`],
    ['Reused', file.reusedChunks > 0 ? count(file.reusedChunks, 'chunk') : undefined],
    ['Created', moment(file.createdAt)],
    ['Completed', file.completedAt && moment(file.completedAt)],
    ['Expires', file.status === 'completed' ? undefined : file.expiresAt && moment(file.expiresAt)],
    ['Fingerprint', file.fingerprint],
    ['In the store', file.location && `${file.location.bucket}/${file.location.key}`],
    ...Object.entries(file.metadata).map(([name, value]): [string, string] => [name, value]),
    ['Id', file.id],
  ];
  return (
    <dl className="facts-list">
      <div>
        <dt>Status</dt>
        <dd>
          <Status of={file.status} />
        </dd>
      </div>
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="number">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function Chunks({ file }: { readonly file: FileBody }) {
  const [cells] = useState(() => new ChunkCells());
  const { counts } = useCells(cells);
  const { id, chunkCount, chunkSize, size, updatedAt } = file;
  useEffect(() => {
    const stop = new AbortController();
    cells.planned({ chunkCount, chunkSize, size });
    void (async () => {
      for await (const chunk of client.chunks(id, { limit: 1_000, signal: stop.signal })) {
        const stored = chunk.verification === 'reused' ? 'reused' : 'confirmed';
        cells.set(
          chunk.number,
          chunk.status === 'uploaded' ? stored : chunk.status === 'corrupt' ? 'corrupt' : 'waiting',
        );
      }
    })().catch(() => undefined);
    return () => stop.abort();
  }, [cells, id, chunkCount, chunkSize, size, updatedAt]);
  return <ChunkMap cells={cells} counts={counts} name={file.name} />;
}
