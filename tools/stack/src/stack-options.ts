import type { S3Keys } from './ceph/user.js';
import type { Need } from './packages/catalogue.js';
import type { PlannedPort, StackPorts } from './ports.js';
import type { Progress } from './progress.js';
import type { Push } from './provision/bucket-target.js';

export interface StackOptions {
  /** Where everything is kept: data, logs, process ids. One running stack a folder. */
  dataDir: string;
  /** Of the servers that the stack runs itself; free ones when absent. */
  ports?: StackPorts;
  /** Ports of those who will work with the stack; like its own they have to be free. */
  alsoFree?: readonly PlannedPort[];
  /** What is installed beside the servers' own packages, where it is missing. */
  alsoNeeded?: readonly Need[];
  /** true: data survives restarts and crashes. false: fast and forgetful, for tests. */
  durable: boolean;
  /** Generated when absent. */
  secrets?: StackSecrets;
  /** Servers that run elsewhere. Each one given is used, and not started here. */
  use?: ExternalServers;
  /** Name of the bucket in a store that the stack runs itself. */
  bucket?: string;
  /** What a store that the stack runs itself may hold, where it is made anew; a share of the machine's
   * disk or memory when absent. */
  storeGibibytes?: number;
  /** Told, with a line for people, when that store has become full: its writes wait from then on. */
  onStoreFull?: (line: string) => void;
  /** Where the bucket's events are reported to; nowhere when absent. */
  push?: Push;
  /**
   * true: what the bucket of a store that runs elsewhere lacks is set up there. Otherwise that store is
   * looked at, and not changed: others may work with it.
   */
  setUpStore?: boolean;
  /** Told, a line each, what is about to be changed there. */
  onStoreSetup?: (lines: readonly string[]) => void;
  onProgress?: Progress;
  /** Gives up the start: what is up already is stopped, and startStack rejects. */
  signal?: AbortSignal;
}

export interface StackSecrets {
  /** Of the owner of the tables. */
  databasePassword: string;
  /** Of the role that the services log in as. */
  appDatabasePassword: string;
  /** Of the services. */
  s3: S3Keys;
  /** Of those who hold a URL for an upload: may write, and nothing else. */
  s3Upload: S3Keys;
}

export interface ExternalServers {
  /** Of the services. */
  databaseUrl?: string;
  /** Of the owner of the tables, where that is another role. */
  ownerDatabaseUrl?: string;
  redisUrl?: string;
  s3?: ExternalS3;
}

export interface ExternalS3 extends S3Keys {
  endpoint: string;
  region: string;
  bucket: string;
}

export interface Stack {
  /** What the apps need to find the servers: DATABASE_URL, REDIS_URL, S3_ENDPOINT and so on. */
  env: Record<string, string>;
  /** Log files by server, of those that the stack runs itself. */
  logs: Record<string, string>;
  /** What a store that runs elsewhere lacks and nobody has set up, a sentence each. */
  warnings: readonly string[];
  /** Resolves when a server ends by itself; the error has the end of its log. */
  failure: Promise<Error>;
  /**
   * Has the stack's own store give back what removed objects held, which it does by itself only after
   * a while. Of no effect on a store that runs elsewhere.
   */
  reclaimSpace(): Promise<void>;
  /** Stops every server; resolves when all are gone. Without patience, by force. */
  stop(how?: { patience?: boolean }): Promise<void>;
}
