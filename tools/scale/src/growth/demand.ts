import type { Costs } from '../model/costs.js';
import { chunksOf, filesPerSecond, spentOnFile, type Workload } from './workload.js';

const DAY = 86_400;

/** The share of a thread or a server that may be used in the busiest hour: the rest is for bursts. */
export const ROOM = 0.6;

/** A large server of today, of which there is one until it is split. */
const SERVER = { cores: 32, logBytesPerSecond: 200e6, tableBytes: 2e12 } as const;

/** What a workload asks of every part in its busiest hour. */
export interface Demand {
  readonly filesPerSecond: number;
  readonly eventsPerSecond: number;
  /** Processes with one thread each, with room left. */
  readonly apis: number;
  readonly processors: number;
  /** Cores of PostgreSQL, and its log in bytes a second. */
  readonly postgresCores: number;
  readonly logBytesPerSecond: number;
  /** Of Redis's one thread. */
  readonly redisShare: number;
  /** What the tables grow by. */
  readonly tableBytesPerDay: number;
  /** The first that is more than one server has; undefined while all is well. */
  readonly firstLimit?: Limit;
}

type Limit = 'Redis’ thread' | 'PostgreSQL’s cores' | 'PostgreSQL’s log' | 'PostgreSQL’s tables';

/** Days that rows are kept in this account. */
const KEPT_DAYS = 90;

export function demandOf(costs: Costs, workload: Workload): Demand {
  const files = filesPerSecond(workload);
  const chunks = chunksOf(workload);
  const spent = spentOnFile(costs, workload);
  const cores = (microseconds: number) => (microseconds * files) / 1e6;
  const postgresCores = cores(spent.postgres);
  const logBytesPerSecond = files * chunks * costs.bytes.walPerChunk;
  const redisShare = cores(spent.redis);
  const tableBytesPerDay =
    (files / workload.peak) * DAY * (costs.bytes.file + chunks * costs.bytes.chunk);
  const shares: readonly (readonly [Limit, number])[] = [
    ['Redis’ thread', redisShare / ROOM],
    ['PostgreSQL’s cores', postgresCores / (SERVER.cores * ROOM)],
    ['PostgreSQL’s log', logBytesPerSecond / (SERVER.logBytesPerSecond * ROOM)],
    ['PostgreSQL’s tables', (tableBytesPerDay * KEPT_DAYS) / SERVER.tableBytes],
  ];
  const [worst] = [...shares].sort((a, b) => b[1] - a[1]);
  return {
    filesPerSecond: files,
    eventsPerSecond: files * chunks,
    apis: Math.ceil(cores(spent.api) / ROOM),
    processors: Math.ceil(cores(spent.processor) / ROOM),
    postgresCores,
    logBytesPerSecond,
    redisShare,
    tableBytesPerDay,
    ...(worst && worst[1] > 1 && { firstLimit: worst[0] }),
  };
}
