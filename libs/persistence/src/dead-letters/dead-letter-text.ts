import { createHash } from 'node:crypto';
import type { NewDeadLetter } from '@waybill/domain';
import { storableText } from '../connection/text.js';

/**
 * Bytes of UTF-8 that are kept of a body: all that the webhook takes, since a body that was cut can
 * never be replayed.
 */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Characters that are kept of a detail and of a source. */
const MAX_NOTE_LENGTH = 2_000;

/** A letter as its row keeps it. */
export interface KeptLetter {
  /** SHA-256 over reason and body as it came, hex. */
  readonly digest: string;
  readonly reason: string;
  readonly detail: string;
  readonly body: string;
  readonly source: string;
  /** In this record, and before it where it was replayed. */
  readonly times: number;
  /** Where it was a letter before. */
  readonly firstSeenAt: Date | undefined;
}

/** Folds repeats, and brings each letter into a form and size that the table takes. */
export function foldLetters(letters: readonly NewDeadLetter[]): readonly KeptLetter[] {
  const folded = new Map<string, KeptLetter>();
  for (const letter of letters) {
    const digest = createHash('sha256').update(`${letter.reason}\n${letter.body}`).digest('hex');
    const before = folded.get(digest);
    const { timesSeen = 0, firstSeenAt } = letter.history ?? {};
    folded.set(digest, {
      digest,
      reason: letter.reason,
      detail: storableText(letter.detail.slice(0, MAX_NOTE_LENGTH)),
      body: keptBody(letter.body),
      source: storableText(letter.source.slice(0, MAX_NOTE_LENGTH)),
      times: (before?.times ?? timesSeen) + 1,
      firstSeenAt: before?.firstSeenAt ?? firstSeenAt,
    });
  }
  return [...folded.values()];
}

function keptBody(body: string): string {
  const bytes = Buffer.from(body, 'utf8');
  if (bytes.length <= MAX_BODY_BYTES) return storableText(body);
  // `stream` leaves out the character that the cut would have split.
  const start = new TextDecoder().decode(bytes.subarray(0, MAX_BODY_BYTES), { stream: true });
  return `${storableText(start)}\n[cut here: the body had ${bytes.length} bytes]`;
}
