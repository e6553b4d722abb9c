/** A path below another, of segments that are encoded here. */
export function pathOf(parent: string, ...segments: readonly (string | number)[]): string {
  return [parent, ...segments.map(encodeURIComponent)].join('/');
}
