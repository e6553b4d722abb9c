import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Packs a folder as `npm publish` would. @returns the name of the file in `destination` */
export async function pack(folder: string, destination: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    'npm',
    ['pack', folder, '--json', '--pack-destination', destination],
    { cwd: folder },
  );
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  if (!packed) throw new Error(`npm packed nothing of ${folder}.`);
  return packed.filename;
}
