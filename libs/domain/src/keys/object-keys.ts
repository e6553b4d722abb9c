import { UUID } from './uuid.js';

const CHUNK_KEY = new RegExp(`^uploads/(${UUID})/chunks/([1-9]\\d{0,4})$`, 'u');
const FILE_KEY = new RegExp(`^files/(${UUID})$`, 'u');

/** Which of our objects a key names. */
export type ObjectRef =
  | { readonly kind: 'chunk'; readonly fileId: string; readonly number: number }
  | { readonly kind: 'file'; readonly fileId: string };

/** The key of a chunk's own object. Numbers from 1. Keys are made here and never from a name. */
export function chunkKey(fileId: string, number: number): string {
  return `uploads/${fileId}/chunks/${number}`;
}

/** The prefix under which all chunk objects of a file lie. */
export function chunkKeyPrefix(fileId: string): string {
  return `uploads/${fileId}/chunks/`;
}

/** The key of the finished object. */
export function fileKey(fileId: string): string {
  return `files/${fileId}`;
}

/** What a key names, or undefined where it is not one of ours. */
export function parseObjectKey(key: string): ObjectRef | undefined {
  const chunk = CHUNK_KEY.exec(key);
  if (chunk?.[1] !== undefined)
    return { kind: 'chunk', fileId: chunk[1], number: Number(chunk[2]) };
  const file = FILE_KEY.exec(key);
  if (file?.[1] !== undefined) return { kind: 'file', fileId: file[1] };
  return undefined;
}
