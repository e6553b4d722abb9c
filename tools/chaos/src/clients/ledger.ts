import type { ClientMessage, Fate } from './message.js';

export interface LedgerFile {
  readonly id: string;
  readonly fate: Fate;
  readonly strategy: string;
  readonly sha256: string;
  /** The API has said that it is as it was to be. */
  done: boolean;
}

/** What clients were told, which has to be true in the end. */
export class Ledger {
  readonly files = new Map<string, LedgerFile>();
  readonly gaveUp: string[] = [];
  /** Errors that the SDK did not absorb, by their code. */
  readonly retried = new Map<string, number>();

  note(message: ClientMessage): void {
    switch (message.told) {
      case 'begun': {
        const { id, fate, strategy, sha256 } = message;
        this.files.set(id, { id, fate, strategy, sha256, done: false });
        return;
      }
      case 'done': {
        const file = this.files.get(message.id);
        if (file) file.done = true;
        return;
      }
      case 'retried': {
        const code = message.error.split(':')[0] ?? '';
        this.retried.set(code, (this.retried.get(code) ?? 0) + 1);
        return;
      }
      case 'gave up':
        this.gaveUp.push(`${message.id ?? 'before it began'}: ${message.error}`);
    }
  }

  of(fate: Fate): LedgerFile[] {
    return [...this.files.values()].filter((file) => file.fate === fate);
  }

  get acknowledged(): LedgerFile[] {
    return this.of('kept').filter(({ done }) => done);
  }
}
