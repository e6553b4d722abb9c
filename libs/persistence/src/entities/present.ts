import { Embedded } from './column-types.js';

type Value<Field> = Field extends Embedded ? Present<Field> : Field;
type NullableIn<Row> = { [Name in keyof Row]: null extends Row[Name] ? Name : never }[keyof Row];

/** A row as the domain knows it: what is NULL is not there. */
export type Present<Row> = {
  [Name in Exclude<keyof Row, NullableIn<Row>>]: Value<Row[Name]>;
} & { [Name in NullableIn<Row>]?: Value<NonNullable<Row[Name]>> };

/** What an entity holds, without what is NULL. */
export function present<Row extends object>(entity: Row): Present<Row> {
  const found: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entity) as [string, unknown][]) {
    if (value instanceof Embedded) {
      const inner = present(value);
      if (Object.keys(inner).length > 0) found[name] = inner;
    } else if (value !== null && value !== undefined) {
      found[name] = value;
    }
  }
  return found as Present<Row>;
}
