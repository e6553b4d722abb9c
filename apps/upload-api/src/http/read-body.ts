import type { Readable } from 'node:stream';
import { DomainError } from '@waybill/domain';

/**
 * Reads a body of at most `limit` bytes. What comes beyond is neither kept nor waited for; see
 * `installUnreadBodies`.
 * @param announced bytes by `Content-Length`; undefined where that is not known
 * @throws DomainError body_too_large, malformed_json where the client went away
 */
export function readBody(
  payload: Readable,
  limit: number,
  announced: number | undefined,
): Promise<Buffer> {
  if (announced !== undefined && announced > limit) return Promise.reject(tooLarge(limit));
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const settle = (act: () => void) => {
      payload.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
      act();
    };
    const onData = (piece: Buffer) => {
      size += piece.length;
      if (size > limit) settle(() => reject(tooLarge(limit)));
      else pieces.push(piece);
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(pieces, size)));
    const onError = (cause: unknown) => settle(() => reject(broken(cause)));
    const onClose = () => settle(() => reject(broken()));
    payload.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  });
}

function tooLarge(limit: number): DomainError {
  return new DomainError('body_too_large', `This call takes a body of at most ${limit} bytes.`);
}

function broken(cause?: unknown): DomainError {
  return new DomainError('malformed_json', 'The body ended before it was whole.', { cause });
}
