const REDACTED = '[redacted]';
const MAX_DEPTH = 8;

/** Names of members whose values are never logged. An object's `key` in the store is no secret. */
const SECRET_NAME =
  /authorization|cookie|passw(or)?d|secret|token|signature|credential|api[-_]?key|access[-_]?key|admin[-_]?key/iu;

/**
 * A copy in which every secret-bearing member is hidden, at any depth. Errors become plain objects
 * with their stack, code and cause. Cycles and what lies deeper than eight levels are cut off.
 */
export function redactValue(value: unknown): unknown {
  return walk(value, 0, new WeakSet());
}

function walk(value: unknown, depth: number, seen: WeakSet<object>): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value;
  if (seen.has(value)) return '[circular]';
  if (depth >= MAX_DEPTH) return '[deeper]';
  seen.add(value);
  const copy = copyOf(value, depth, seen);
  // Only an ancestor is a cycle; the same object twice side by side is not.
  seen.delete(value);
  return copy;
}

function copyOf(value: object, depth: number, seen: WeakSet<object>): unknown {
  if (value instanceof Error) return errorOf(value, depth, seen);
  if (Array.isArray(value)) return value.map((item) => walk(item, depth + 1, seen));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map || value instanceof Set) return walk([...value], depth, seen);
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return walk((value as { toJSON: () => unknown }).toJSON(), depth + 1, seen);
  }
  return membersOf(value, depth, seen);
}

function membersOf(value: object, depth: number, seen: WeakSet<object>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const hidden = SECRET_NAME.test(name) && member !== undefined && member !== null;
    copy[name] = hidden ? REDACTED : walk(member, depth + 1, seen);
  }
  return copy;
}

function errorOf(error: Error, depth: number, seen: WeakSet<object>): Record<string, unknown> {
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...membersOf(error, depth, seen),
    ...(error.cause === undefined ? {} : { cause: walk(error.cause, depth + 1, seen) }),
    ...(error instanceof AggregateError
      ? { errors: error.errors.map((inner) => walk(inner, depth + 1, seen)) }
      : {}),
  };
}
