export interface ServedAs {
  readonly disposition: 'attachment' | 'inline';
  readonly contentType: string;
}

/**
 * What a browser shows without running any of it, by the essence of its type. All else could run as a
 * page of the store's origin: HTML, SVG and XML hold scripts, and types that are unknown are sniffed
 * (WHATWG MIME Sniffing, section 7). A PDF's own scripts run in the viewer, which has no origin.
 */
const SHOWN =
  /^(?:image\/(?!svg)[a-z0-9.-]+|audio\/[a-z0-9.-]+|video\/[a-z0-9.-]+|text\/(?:plain|csv)|application\/(?:pdf|json))$/u;

const CHARSET = /;[ \t]*charset=("?)([a-z0-9_.:-]+)\1[ \t]*(?:;|$)/iu;

/** How a file may be served: shown where that is harmless, else only saved, as a type that is none. */
export function servedAs(contentType: string, disposition: ServedAs['disposition']): ServedAs {
  if (disposition === 'attachment') return { disposition, contentType };
  const essence = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  if (!SHOWN.test(essence)) {
    return { disposition: 'attachment', contentType: 'application/octet-stream' };
  }
  const charset = essence.startsWith('text/') ? CHARSET.exec(contentType)?.[2] : undefined;
  return {
    disposition,
    contentType: charset === undefined ? essence : `${essence}; charset=${charset}`,
  };
}
