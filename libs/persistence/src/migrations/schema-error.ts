/** The schema of the database will not do; the message says why, and what to do. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}
