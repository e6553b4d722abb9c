import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';
/** Microseconds: short, so that a process rests often and for a little rather than seldom and for long. */
const PERIOD = 20_000;

/**
 * Holds processes to a share of a core each, by a control group for each: of version 2 where its
 * controller is there, otherwise of version 1. Both need root, or a folder that was delegated.
 */
export class CoreShare {
  private readonly groups: string[] = [];

  /** @param share of one core, from 0 to 1 */
  constructor(private readonly share: number) {}

  /** @throws Error where no control group can be made */
  async hold(pid: number): Promise<void> {
    const name = `waybill-bench-${pid}`;
    const quota = Math.round(this.share * PERIOD);
    const second = join(ROOT, name);
    const first = join(ROOT, 'cpu', name);
    const made =
      (await this.make(second, [['cpu.max', `${quota} ${PERIOD}`]])) ||
      (await this.make(first, [
        ['cpu.cfs_period_us', String(PERIOD)],
        ['cpu.cfs_quota_us', String(quota)],
      ]));
    if (!made) throw new Error('no control group can be made here: processors cannot be held');
    await writeFile(join(made, 'cgroup.procs'), String(pid));
  }

  /** After the processes have ended. */
  async release(): Promise<void> {
    for (const group of this.groups.splice(0)) await rmdir(group).catch(() => undefined);
  }

  /** @returns the folder; undefined where this version cannot be used */
  private async make(
    folder: string,
    settings: readonly (readonly [file: string, value: string])[],
  ): Promise<string | undefined> {
    try {
      await mkdir(folder);
    } catch {
      return undefined;
    }
    try {
      for (const [file, value] of settings) {
        await writeFile(join(folder, file), value, { flag: 'r+' });
      }
      this.groups.push(folder);
      return folder;
    } catch {
      await rmdir(folder).catch(() => undefined);
      return undefined;
    }
  }
}
