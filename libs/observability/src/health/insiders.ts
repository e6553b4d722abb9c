import { createHash, timingSafeEqual } from 'node:crypto';

/** What is looked at of a request, with Fastify or without. */
export interface Asker {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string };
}

/** What proxies add: behind one on this machine everybody comes from loopback. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/u;

/**
 * Who may see figures, and why a service is not ready: whoever shows the token; where there is none,
 * whoever asks from this very machine.
 */
export class Insiders {
  constructor(private readonly token?: string) {}

  get needToken(): boolean {
    return this.token !== undefined;
  }

  include({ headers, socket }: Asker): boolean {
    if (this.token === undefined) {
      const forwarded = FORWARDED.some((name) => headers[name] !== undefined);
      return !forwarded && LOOPBACK.test(socket.remoteAddress ?? '');
    }
    const { authorization } = headers;
    if (typeof authorization !== 'string') return false;
    const shown = /^bearer +(\S+) *$/iu.exec(authorization)?.[1] ?? '';
    return timingSafeEqual(digest(shown), digest(this.token));
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
