import { readdir, readFile } from 'node:fs/promises';
import { type Spent, WORKERS, type Worker } from '@waybill/scale';
import type { System } from '@waybill/testing';

/** Microseconds of a tick of `/proc/PID/stat` (USER_HZ is 100 on every Linux that Node runs on). */
const TICK = 10_000;

interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  /** Microseconds of cores, its ended children's included. */
  readonly cpu: number;
}

/** Reads from `/proc` which processes of a system have spent how much. */
export class CpuMeter {
  constructor(private readonly system: System) {}

  /** Microseconds since each worker's processes began. */
  async read(): Promise<Spent> {
    const all = await allProcesses();
    const ours = descendants(all, process.pid);
    const spent: Record<Worker, number> = {
      load: 0,
      api: 0,
      processor: 0,
      postgres: 0,
      redis: 0,
    };
    for (const stat of ours) {
      const worker = this.workerOf(stat);
      if (worker) spent[worker] += stat.cpu;
    }
    return spent;
  }

  private workerOf({ pid, name }: ProcessStat): Worker | undefined {
    if (pid === process.pid) return 'load';
    if (pid === this.system.api.pid) return 'api';
    if (this.system.processors.some((processor) => processor.pid === pid)) return 'processor';
    if (name === 'postgres') return 'postgres';
    return name === 'redis-server' ? 'redis' : undefined;
  }
}

export function saidSpent(spent: Spent): string {
  return Object.entries(spent)
    .map(([worker, cpu]) => `${worker} ${cpu.toFixed(1)}`)
    .join(', ');
}

export function difference(after: Spent, before: Spent): Spent {
  return mapped((worker) => after[worker] - before[worker]);
}

export function dividedBy(spent: Spent, count: number): Spent {
  return mapped((worker) => spent[worker] / count);
}

function mapped(of: (worker: Worker) => number): Spent {
  return Object.fromEntries(WORKERS.map((worker) => [worker, of(worker)])) as unknown as Spent;
}

async function allProcesses(): Promise<ProcessStat[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const stats = await Promise.all(pids.map((pid) => statOf(Number(pid))));
  return stats.filter((stat) => stat !== undefined);
}

/** @returns undefined where it has ended meanwhile */
async function statOf(pid: number): Promise<ProcessStat | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name stands in parentheses, and may have some itself (proc(5)).
  const parts = line && /^\d+ \((?<name>.*)\) (?<rest>.*)$/su.exec(line)?.groups;
  if (!parts) return undefined;
  const fields = (parts['rest'] ?? '').split(' ').map(Number);
  const [parent = 0] = fields.slice(1);
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + field, 0);
  return { pid, parent, name: parts['name'] ?? '', cpu: ticks * TICK };
}

function descendants(all: readonly ProcessStat[], root: number): ProcessStat[] {
  const children = new Map<number, ProcessStat[]>();
  for (const stat of all) children.set(stat.parent, [...(children.get(stat.parent) ?? []), stat]);
  const below = (pid: number): ProcessStat[] =>
    (children.get(pid) ?? []).flatMap((stat) => [stat, ...below(stat.pid)]);
  return [...all.filter(({ pid }) => pid === root), ...below(root)];
}
