import type { Trace } from '../trace.js';
import { AccountChecks } from './account-checks.js';
import { CommitChecks } from './commit-checks.js';
import { IntakeChecks } from './intake-checks.js';
import { PublicationChecks } from './publication-checks.js';
import { Violation } from './violation.js';
import type { Fail, Watched } from './watched.js';

/** Every invariant, each in a room of its own. The first that is broken ends the simulation. */
export class Checks {
  violation: Violation | undefined;
  readonly commits: CommitChecks;
  readonly intake: IntakeChecks;
  readonly accounts: AccountChecks;
  readonly publication: PublicationChecks;

  /** @param watched asked for late: what is checked is made after the checks */
  constructor(
    private readonly trace: Trace,
    watched: () => Watched,
  ) {
    this.intake = new IntakeChecks(watched, this.fail);
    this.commits = new CommitChecks(watched, this.fail, trace);
    this.accounts = new AccountChecks(watched, this.fail);
    this.publication = new PublicationChecks(watched, this.fail, this.intake);
  }

  readonly fail: Fail = (invariant, detail) => {
    this.trace.tell(() => `VIOLATION ${invariant}: ${detail}`);
    this.violation ??= new Violation(invariant, detail);
  };

  /** An error that no weather explains. */
  unexpected(where: string, error: unknown): void {
    const code = (error as { code?: unknown } | undefined)?.code;
    if (typeof code === 'string' && code.endsWith('_unavailable')) return;
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.fail('no unexpected error', `${where}: ${detail}`);
  }
}
