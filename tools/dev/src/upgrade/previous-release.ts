import { $ } from 'execa';
import { StackError } from '@waybill/stack';
import { workspaceRoot } from '../workspace.js';

const git = $({ cwd: workspaceRoot, reject: false, stdin: 'ignore' });

/**
 * The tag of the release before what is checked out: the newest one behind this commit.
 * @throws StackError that says what to do where the clone does not have it
 */
export async function previousRelease(): Promise<string> {
  const { stdout, failed } = await git`git describe --tags --abbrev=0 --match v[0-9]* HEAD^`;
  if (!failed) return stdout;
  const { stdout: shallow } = await git`git rev-parse --is-shallow-repository`;
  throw new StackError(
    shallow === 'true'
      ? 'This clone is shallow and lacks the release before. Get it by\n' +
          '  git fetch --unshallow --tags\n' +
          'In a workflow of GitHub, give actions/checkout "fetch-depth: 0".'
      : 'There is no tag of a release behind this commit. Get the tags by\n  git fetch --tags',
  );
}
