import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Where the parts of a stack keep their things below its data folder. */
export class DataFolder {
  constructor(readonly path: string) {}

  /** The part's own folder, made if need be, and given to the user who will run it. */
  of(part: string, owner?: { uid: number; gid: number }): string {
    const folder = join(this.path, part);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (owner) chownSync(folder, owner.uid, owner.gid);
    return folder;
  }

  /** Removes what the parts have kept. */
  clear(): void {
    for (const part of ['postgres', 'redis', 'ceph', 'logs']) this.remove(part);
  }

  remove(part: string): void {
    rmSync(join(this.path, part), { recursive: true, force: true });
  }

  /** Leaves a note for later starts, in one step: it is there whole or not at all. */
  mark(name: string, text = ''): void {
    const file = join(this.path, name);
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  has(name: string): boolean {
    return existsSync(join(this.path, name));
  }

  read(name: string): string | undefined {
    return this.has(name) ? readFileSync(join(this.path, name), 'utf8') : undefined;
  }

  log(name: string): string {
    return join(this.of('logs'), `${name}.log`);
  }

  /** Begins new logs and keeps the last run's, so that they tell of a crash and do not grow for ever. */
  turnLogs(): void {
    const logs = this.of('logs');
    for (const name of readdirSync(logs).filter((file) => file.endsWith('.log'))) {
      renameSync(join(logs, name), join(logs, `${name}.1`));
    }
  }

  pid(name: string): string {
    return join(this.of('run'), `${name}.json`);
  }
}
