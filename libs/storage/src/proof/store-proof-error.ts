/** The store does less than is promised: what it lets through would be believed, or harm others. */
export class StoreProofError extends Error {
  override readonly name = 'StoreProofError';
}
