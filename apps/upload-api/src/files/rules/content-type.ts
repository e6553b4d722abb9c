import { fieldError } from '@waybill/domain';

export const DEFAULT_CONTENT_TYPE = 'application/octet-stream';
const MAX_LENGTH = 255;

// RFC 9110, section 8.3.1: type "/" subtype *( OWS ";" OWS token "=" ( token / quoted-string ) ).
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"(?:[ !#-\\[\\]-~]|\\\\[ -~])*"';
const MEDIA_TYPE = new RegExp(
  `^${TOKEN}/${TOKEN}(?:[ \\t]*;[ \\t]*${TOKEN}=(?:${TOKEN}|${QUOTED}))*$`,
  'u',
);

/** @throws DomainError content_type_invalid */
export function assertContentType(contentType: string): void {
  if (contentType.length <= MAX_LENGTH && MEDIA_TYPE.test(contentType)) return;
  throw fieldError(
    'content_type_invalid',
    'contentType',
    `A content type reads like "video/mp4" (RFC 9110) and has at most ${MAX_LENGTH} characters.`,
  );
}
