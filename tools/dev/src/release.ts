import './workspace.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'execa';
import { closeUnreleased } from './release/changelog.js';
import { workspaceRoot } from './workspace.js';

/**
 * `npm run release -- VERSION`: versions of every package, the changelog, one commit and its tag.
 * Nothing is pushed: look at it, then `git push --follow-tags`.
 */
const [version = ''] = process.argv.slice(2);
const run = $({ cwd: workspaceRoot, stdio: ['ignore', 'inherit', 'inherit'] });

try {
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/u.test(version)) {
    throw new Error('Which version? npm run release -- 1.2.3');
  }
  const { stdout: changes } = await $({ cwd: workspaceRoot })`git status --porcelain`;
  if (changes !== '')
    throw new Error('Commit your changes first; a release is a commit of its own.');
  const changelog = join(workspaceRoot, 'CHANGELOG.md');
  const date = new Date().toISOString().slice(0, 10);
  const notes = closeUnreleased(readFileSync(changelog, 'utf8'), version, date);
  await run`npm version ${version} --no-git-tag-version --no-workspaces-update --ignore-scripts`;
  await run`npx nx release version ${version} --stage-changes=false`;
  writeFileSync(changelog, notes);
  await run`npx prettier --write --log-level warn .`;
  await run`git commit --quiet --all --message ${`Release ${version}`}`;
  await run`git tag --annotate ${`v${version}`} --message ${`Waybill ${version}`}`;
  console.log(`Release ${version} is a commit and a tag: git push --follow-tags`);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
