import type { Limits, Refused } from './accept.js';
import { bytes } from './format.js';
import { fill, type Messages } from './messages.js';
import type { FileDetail } from './words.js';

/** Of `waybill-error`: which file, and what happened in words for people. */
export interface ErrorDetail extends Pick<FileDetail, 'name' | 'size' | 'fileId'> {
  /** Stable. */
  readonly code: string;
  readonly message: string;
  readonly todo?: string;
}

const CODES: Record<Refused['why'], string> = {
  tooLarge: 'file_too_large',
  tooMany: 'too_many_files',
  wrongType: 'content_type_not_allowed',
};

/** What is said of a file that was not taken. */
export function refusal(
  { name, size, why }: Refused,
  { maxFileSize = 0, maxFiles = 0, accept = '' }: Limits,
  messages: Messages,
  language: string,
): ErrorDetail {
  const values = {
    name,
    size: bytes(size, language),
    max: bytes(maxFileSize, language),
    count: maxFiles,
    types: accept,
  };
  return { name, size, code: CODES[why], message: fill(messages[why], values) };
}
