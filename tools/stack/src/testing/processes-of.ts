import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Living processes that were started for a data folder, by their command line or working folder. */
export function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const cwd = readlinkSync(`/proc/${pid}/cwd`);
        const belongs = command.includes(folder) || cwd.startsWith(folder);
        return belongs && Number(pid) !== process.pid ? [`${pid} ${command}`] : [];
      } catch {
        // It ended while we looked, or is a thread of the kernel.
        return [];
      }
    });
}
