import type { StoreGap } from '@waybill/config';
import type { PutKind } from '../signing/put-headers.js';
import { taken } from './store-answer.js';
import { RIGHT, WRONG, type TrialPut, type TrialPuts } from './trial-puts.js';

/** What the attacks of one proof are made with. */
export interface AttackWorld {
  /** Of an object that is not the attacker's to read, as `x-amz-copy-source` names it. */
  readonly canary: string;
  readonly puts: TrialPuts;
  /** Makes an object bear what Waybill says of it, and nothing else. */
  readonly seal: (key: string) => Promise<void>;
}

/** Something that the holder of a URL may try with it. */
export interface Attack {
  readonly gap: StoreGap;
  /** For people. */
  readonly name: string;
  readonly kinds: readonly PutKind[];
  /** Whether it is tried on an object that is there already. */
  readonly onTop?: true;
  /** Its bytes are others: a URL that is bound to a digest would refuse them for that alone. */
  readonly unboundOnly?: true;
  readonly headers?: (world: AttackWorld) => Readonly<Record<string, string | undefined>>;
  /** Instead of the bytes that the URL is for. */
  readonly body?: Uint8Array;
  /** Whether it did harm, after it was answered 2xx: some stores pass over what they do not know. */
  readonly harmed: (trial: TrialPut, world: AttackWorld) => Promise<boolean>;
}

const PUBLIC_GROUP = 'uri="http://acs.amazonaws.com/groups/global/AllUsers"';

/** Harmless headers of each sort that HTTP and S3 keep with an object. */
const KEPT_HEADERS = {
  'cache-control': 'public, max-age=60',
  'content-encoding': 'gzip',
  'content-language': 'de',
};
const META_HEADERS = { 'x-amz-meta-waybill-proof': 'unsigned' };

const notRight: Attack['harmed'] = async (trial) => !(await trial.stored())?.isRight;
const publiclyRead: Attack['harmed'] = async ({ key }, { puts }) =>
  taken(await puts.readByAnybody(key));

/** What an unsigned header has left must be gone when the object is sealed. */
function outlastsSeal(headers: Readonly<Record<string, string>>): Attack['harmed'] {
  return async (trial, { seal }) => {
    await seal(trial.key);
    const stored = await trial.stored();
    return Object.keys(headers).some((name) => stored?.headers[name] === headers[name]);
  };
}

/** All that is tried before a URL is given out: each on every kind and binding of URL that it fits. */
export const ATTACKS: readonly Attack[] = [
  {
    gap: 'copy-source',
    name: 'x-amz-copy-source with the name of another object',
    kinds: ['object', 'part'],
    headers: ({ canary }) => ({ 'x-amz-copy-source': canary }),
    harmed: notRight,
  },
  {
    gap: 'public-acl',
    name: 'x-amz-acl: public-read',
    kinds: ['object'],
    headers: () => ({ 'x-amz-acl': 'public-read' }),
    harmed: publiclyRead,
  },
  {
    gap: 'public-acl',
    name: 'x-amz-grant-read for everybody',
    kinds: ['object'],
    headers: () => ({ 'x-amz-grant-read': PUBLIC_GROUP }),
    harmed: publiclyRead,
  },
  {
    gap: 'unsigned-headers',
    name: 'unsigned metadata',
    kinds: ['object'],
    headers: () => META_HEADERS,
    harmed: outlastsSeal(META_HEADERS),
  },
  {
    gap: 'unsigned-headers',
    name: 'unsigned cache-control and content-encoding',
    kinds: ['object'],
    headers: () => KEPT_HEADERS,
    harmed: outlastsSeal(KEPT_HEADERS),
  },
  {
    gap: 'second-put',
    name: 'a second PUT',
    kinds: ['object'],
    onTop: true,
    unboundOnly: true,
    body: WRONG,
    harmed: notRight,
  },
  {
    gap: 'wrong-length',
    name: 'a longer body',
    kinds: ['object', 'part'],
    headers: () => ({ 'content-length': String(RIGHT.length + WRONG.length) }),
    body: Buffer.concat([RIGHT, WRONG]),
    harmed: notRight,
  },
  {
    gap: 'wrong-length',
    name: 'a longer body that does not say its length',
    kinds: ['object', 'part'],
    headers: () => ({ 'content-length': undefined, 'transfer-encoding': 'chunked' }),
    body: Buffer.concat([RIGHT, WRONG]),
    harmed: notRight,
  },
];
