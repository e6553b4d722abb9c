import { z } from 'zod';

/** Faults that one answer names. A body can have thousands, and each costs time and an answer's room. */
const MAX_FAULTS = 10;

/**
 * An array whose length is looked at before any element, and whose elements are read only up to the
 * first faults.
 */
export function list<Element extends z.ZodType>(
  element: Element,
  { min = 0, max }: { readonly min?: number; readonly max: number },
) {
  return z
    .array(z.unknown())
    .min(min)
    .max(max)
    .transform((items, context) => {
      const read: z.output<Element>[] = [];
      for (const [index, item] of items.entries()) {
        const result = element.safeParse(item);
        if (result.success) read.push(result.data);
        else if (!report(context, result.error, index)) return z.NEVER;
      }
      return read;
    })
    .meta({ items: jsonSchemaOf(element) });
}

/** An object of strings, read only up to the first faults; how many it may have the domain says. */
export function textMap() {
  return z
    .unknown()
    .transform((value, context): Record<string, string> => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        context.addIssue('Invalid input: expected an object of strings');
        return z.NEVER;
      }
      for (const [key, text] of Object.entries(value)) {
        if (typeof text === 'string') continue;
        context.issues.push(fault('Invalid input: expected string', [key], text));
        if (context.issues.length >= MAX_FAULTS) return z.NEVER;
      }
      return value as Record<string, string>;
    })
    .meta({ type: 'object', additionalProperties: { type: 'string' } });
}

type Forms = Readonly<Record<string, z.ZodObject>>;

/**
 * One of several forms, each with a member of its own: the first that is there says which, and the
 * body is read once. A union would read it by every form in turn.
 */
export function formByMember<const F extends Forms>(forms: F) {
  const names = Object.keys(forms);
  return z
    .unknown()
    .transform((value, context): z.output<F[keyof F]> => {
      const name = names.find(
        (member) => typeof value === 'object' && value !== null && Object.hasOwn(value, member),
      );
      const form = name === undefined ? undefined : forms[name];
      if (!form) {
        context.addIssue(`Invalid input: expected an object with one of ${names.join(', ')}`);
        return z.NEVER;
      }
      const result = form.safeParse(value);
      if (result.success) return result.data as z.output<F[keyof F]>;
      report(context, result.error);
      return z.NEVER;
    })
    .meta({ anyOf: Object.values(forms).map(jsonSchemaOf) });
}

type Context = z.core.$RefinementCtx;

/** @returns false once there are faults enough */
function report(context: Context, error: z.ZodError, ...at: PropertyKey[]): boolean {
  for (const { message, path } of error.issues.slice(0, MAX_FAULTS - context.issues.length)) {
    context.issues.push(fault(message, [...at, ...path]));
  }
  return context.issues.length < MAX_FAULTS;
}

function fault(message: string, path: PropertyKey[], input?: unknown): z.core.$ZodRawIssue {
  return { code: 'custom', message, path, input };
}

function jsonSchemaOf(schema: z.ZodType): z.core.JSONSchema.JSONSchema {
  const made: z.core.JSONSchema.JSONSchema = z.toJSONSchema(schema, { io: 'input' });
  delete made.$schema;
  return made;
}
