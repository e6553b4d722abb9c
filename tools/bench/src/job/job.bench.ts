import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreView, waitUntil } from '@waybill/testing';
import type { BenchContext, Benchmark } from '../benchmark.js';
import { resultOf, type ComparedNames, type PairOfRates } from '../measure/pairs.js';
import { percentile } from '../measure/percentile.js';
import { onOwnSystem, type OwnSystem } from '../on-own-system.js';
import { FreshFile } from './fresh-file.js';
import { SenderProcess } from './sender-process.js';
import type { Sent } from './sent.js';

const LIBRARY_KEY = 'bench-library';
const AWS_KEY = 'bench-aws';

/** Seconds that each way took in one round, and what else was seen of it. */
interface Round {
  readonly sdk: Sent;
  readonly chunks: Sent;
  readonly cli: number;
  readonly library: Sent;
  readonly aws: number | undefined;
}

/** The whole job: from a file on disk to an object that can be read, beside what else does that. */
export const job: Benchmark = {
  says: 'a file of 1 GiB sent and completed, and the same by AWS’s library and CLI',
  minutes: ({ pairs }) => 3 + 2 * pairs,
  // The file's chunks and its final object; a store is full at 95%.
  gibibytes: ({ mebibytes }) => Math.ceil((mebibytes / 1024) * 2.5) + 1,
  run: (context) => onOwnSystem(context, { durable: true }, (own) => measureJob(context, own)),
};

async function measureJob(context: BenchContext, own: OwnSystem): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-bench-job-'));
  try {
    const file = await FreshFile.create(join(folder, 'file.bin'), context.mebibytes);
    const work = new Work(own, file, new SenderProcess(own.system, folder, context.signal));
    const rounds: Round[] = [];
    // The first one is not counted: caches fill, code is compiled.
    for (let round = 0; round <= context.pairs; round += 1) {
      context.signal.throwIfAborted();
      const measured = await work.round();
      if (round > 0) rounds.push(measured);
    }
    tell(context, rounds);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

class Work {
  readonly #view: StoreView;

  constructor(
    private readonly own: OwnSystem,
    private readonly file: FreshFile,
    private readonly senders: SenderProcess,
  ) {
    this.#view = new StoreView(own.system.stack, own.system.bucket);
  }

  async round(): Promise<Round> {
    const { senders } = this;
    const { path } = this.file;
    const library = await this.#fresh(() => senders.byLibStorage(path, LIBRARY_KEY));
    const sdk = await this.#fresh(() => senders.bySdk(path, 'auto'));
    const { seconds: cli } = await this.#fresh(() => senders.byCli(path));
    const aws = await this.#fresh(() => senders.byAwsCli(path, AWS_KEY));
    const chunks = await this.#fresh(() => senders.bySdk(path, 'chunks'));
    return { library, sdk, cli, aws, chunks };
  }

  /** With bytes that nobody has stored; afterwards the store is as empty as before. */
  async #fresh<Result>(send: () => Promise<Result>): Promise<Result> {
    await this.file.renew();
    const result = await send();
    const { system, reclaimSpace } = this.own;
    const api = system.caller();
    const { body } = await api.call<{ items: { id: string }[] }>(
      'GET',
      '/v1/files?status=completed',
    );
    for (const { id } of body.items) await api.call('DELETE', `/v1/files/${id}`);
    for (const key of [LIBRARY_KEY, AWS_KEY]) await this.#view.remove(key);
    await waitUntil('the clean-up', async () => {
      const kept = await Promise.all(
        ['uploads/', 'files/', 'bench-'].map((prefix) => this.#view.keys(prefix)),
      );
      return kept.flat().length === 0;
    });
    await reclaimSpace();
    return result;
  }
}

function tell({ mebibytes, show, tell: figure }: BenchContext, rounds: readonly Round[]): void {
  const size = `${mebibytes.toLocaleString('en')} MiB`;
  const median = (of: (round: Round) => number) => percentile(rounds.map(of), 0.5);
  /** @param seconds of ours and of what it is compared to */
  const beside = (names: Omit<ComparedNames, 'unit'>, seconds: (round: Round) => number[]) => {
    const rates = rounds.map((round): PairOfRates => {
      const [ours = Number.NaN, reference = Number.NaN] = seconds(round);
      return { ours: mebibytes / ours, reference: mebibytes / reference };
    });
    show(resultOf({ ...names, unit: 'MiB' }, rates));
  };
  const sdk = { ours: { name: 'SDK' }, reference: { name: 'lib-storage, same concurrency' } };
  const cli = { ...sdk, ours: { name: 'CLI' } };
  beside(
    { ...sdk, title: `${size} from file to object, SDK`, goal: { rate: 1.1 } },
    ({ sdk, library }) => [sdk.seconds, library.seconds],
  );
  beside(
    { ...cli, title: `${size} from file to object, CLI`, goal: { rate: 1.1 } },
    ({ cli, library }) => [cli, library.seconds],
  );
  if (rounds.every(({ aws }) => aws !== undefined)) {
    const aws = { ...cli, reference: { name: 'aws s3 cp' } };
    beside(
      { ...aws, title: `${size} from file to object, CLI`, goal: { rate: 1 } },
      ({ cli, aws = Number.NaN }) => [cli, aws],
    );
  } else console.log('\n  There is no AWS CLI here to compare with.');
  beside(
    { ...sdk, title: `${size}, until the last chunk is stored`, goal: { rate: 1.3 } },
    ({ sdk, library }) => [sdk.sending, library.seconds],
  );
  figure({
    what: `Last chunk stored → completed, ${size}, median`,
    unit: 's',
    figure: median(({ sdk }) => sdk.seconds - sdk.sending),
    goal: { atMost: 1 },
  });
  figure({
    what: '… with an object and an event for each chunk',
    unit: 's',
    figure: median(({ chunks }) => chunks.seconds - chunks.sending),
    goal: { atMost: 1 },
  });
  beside(
    { ...sdk, title: `${size} from file to object, an event for each chunk` },
    ({ chunks, library }) => [chunks.seconds, library.seconds],
  );
  figure({
    what: `Memory of a process that sends ${size}, its peak`,
    unit: 'MiB',
    figure: Math.max(...rounds.map(({ sdk }) => sdk.peakMebibytes)),
    goal: { atMost: 150 },
  });
}
