/** The store does less than its profile says: what it lets through would be believed. */
export class StoreProfileError extends Error {
  override readonly name = 'StoreProfileError';
}
