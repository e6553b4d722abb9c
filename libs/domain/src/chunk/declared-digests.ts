/** What a client says that a chunk's bytes are. */
export interface DeclaredDigests {
  /** Lower-case hex. */
  readonly sha256?: string;
  readonly md5?: string;
}

export interface ChunkDigests extends DeclaredDigests {
  readonly number: number;
}

/** The digests alone of something that has more. */
export function digestsOf({ sha256, md5 }: DeclaredDigests): DeclaredDigests {
  return { ...(sha256 !== undefined && { sha256 }), ...(md5 !== undefined && { md5 }) };
}

export function sameDigests(one: DeclaredDigests, other: DeclaredDigests): boolean {
  return one.sha256 === other.sha256 && one.md5 === other.md5;
}
