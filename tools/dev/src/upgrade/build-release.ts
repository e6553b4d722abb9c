import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { runTool } from '@waybill/stack';
import { workspaceRoot } from '../workspace.js';
import { differingPackages } from './same-packages.js';

const OURS = '@waybill';
/** Milliseconds; packages may have to be fetched. */
const PATIENCE = { timeoutMs: 10 * 60_000 };

/** What runs of a release: its services, its migrations and its command line. */
const PROJECTS = ['upload-api', 'event-processor', 'persistence', 'cli'];

/**
 * Unpacks a release into a folder and builds it there.
 * @param folder empty
 * @param say told what is being done
 */
export async function buildRelease(
  tag: string,
  folder: string,
  say: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const options = { cwd: folder, signal, ...PATIENCE };
  say(`unpacking ${tag}`);
  const archive = join(folder, 'release.tar');
  await runTool('git', ['archive', '--output', archive, tag], { cwd: workspaceRoot, signal });
  await runTool('tar', ['--extract', '--file', archive], options);
  const lock = (root: string) => readFileSync(join(root, 'package-lock.json'), 'utf8');
  const differing = differingPackages(lock(folder), lock(workspaceRoot));
  if (differing.length === 0) {
    linkPackages(folder);
  } else {
    say(`installing the packages of ${tag}: ${differing.length} are others than today's`);
    await runTool('npm', ['ci', '--no-fund', '--no-audit'], options);
  }
  say(`building ${tag}`);
  await runTool('node_modules/.bin/nx', ['run-many', '-t', 'build', '-p', ...PROJECTS], {
    ...options,
    env: { NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' },
  });
}

/** Lends the release our installed packages, all but its own, which are in its folders. */
function linkPackages(folder: string): void {
  const root = join(folder, 'node_modules');
  mkdirSync(join(root, OURS), { recursive: true });
  for (const name of readdirSync(join(workspaceRoot, 'node_modules'))) {
    // nx keeps what it knows of a workspace in there.
    if (name === OURS || name === '.cache') continue;
    symlinkSync(join(workspaceRoot, 'node_modules', name), join(root, name));
  }
  for (const name of readdirSync(join(workspaceRoot, 'node_modules', OURS))) {
    const target = readlinkSync(join(workspaceRoot, 'node_modules', OURS, name));
    symlinkSync(target, join(root, OURS, name));
  }
  for (const kind of ['apps', 'libs', 'tools']) {
    for (const name of readdirSync(join(folder, kind))) {
      const nested = join(kind, name, 'node_modules');
      if (!existsSync(join(workspaceRoot, nested))) continue;
      symlinkSync(join(workspaceRoot, nested), join(folder, nested));
    }
  }
}
