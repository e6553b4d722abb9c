/** The role that a service logs in as will not do; the message says why, and what to do. */
export class DatabaseRoleError extends Error {
  override readonly name = 'DatabaseRoleError';
}
