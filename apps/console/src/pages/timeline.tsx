import type { JournalBody } from '@waybill/contracts';
import { useCallback, useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../api.js';
import { moment } from '../format.js';
import { States } from '../parts/states.js';
import { useLoaded } from '../parts/use-loaded.js';

const PAGE = 50;

const WORDS: Readonly<Record<string, string>> = {
  'file.created': 'Declared',
  'file.uploading': 'The first chunk has arrived',
  'file.uploaded': 'Every chunk has arrived',
  'file.completing': 'Being put together',
  'file.completed': 'Completed',
  'file.failed': 'Failed',
  'file.aborted': 'Aborted',
  'file.expired': 'Expired: it was not finished in its time',
  'file.deleted': 'Deleted',
  'file.drifted': 'The object in the store is not the one that was completed',
  'file.restored': 'The object in the store is the right one again',
  'chunk.corrupt': 'A chunk was found corrupt, and has to be sent again',
  'chunk.lost': 'Chunks are gone from the store, and have to be sent again',
};

interface Props {
  readonly fileId: string;
  /** Anything that changes when there may be news. */
  readonly version: string;
}

/** What the journal has of a file, oldest first. */
export function Timeline({ fileId, version }: Props) {
  const [wanted, setWanted] = useState(PAGE);
  const load = useCallback(() => {
    void version;
    return client.journal(fileId, { limit: wanted });
  }, [fileId, version, wanted]);
  const [loaded, reload] = useLoaded(load);
  return (
    <States loaded={loaded} onRetry={reload}>
      {({ items, nextCursor }) => (
        <>
          <ol className="timeline">
            {items.map((item) => (
              <li key={item.id} className={item.type.replace('.', '-')}>
                <p>
                  {WORDS[item.type] ?? item.type}
                  <small>{details(item)}</small>
                </p>
                <time dateTime={item.at}>{moment(item.at)}</time>
              </li>
            ))}
          </ol>
          {nextCursor !== undefined && wanted < 500 && (
            <Button className="quiet" onPress={() => setWanted((now) => Math.min(500, now * 4))}>
              Show more
            </Button>
          )}
        </>
      )}
    </States>
  );
}

/** What an event says beyond its kind, as far as it is short. */
function details({ data }: JournalBody['items'][number]): string {
  const { number, numbers, reason, detail } = data;
  const parts: string[] = [];
  if (typeof number === 'number') parts.push(`chunk ${number}`);
  if (Array.isArray(numbers)) parts.push(`chunks ${numbers.slice(0, 10).join(', ')}`);
  for (const text of [reason, detail]) if (typeof text === 'string') parts.push(text);
  return parts.join(': ');
}
