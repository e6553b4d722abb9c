import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { DomainError } from '@waybill/domain';

type Schema = NonNullable<ArgumentMetadata['schema']>;
type Issues = NonNullable<Awaited<ReturnType<Schema['~standard']['validate']>>['issues']>;

/** Characters. A message can repeat what the body holds, e.g. the names of unknown members. */
const MAX_MESSAGE = 200;
const MAX_PATH = 200;

/**
 * Checks every parameter that has a schema; what fails is `validation_failed` with its fields. Nest's
 * own pipe first walks the whole value and takes out members that are called `constructor` or
 * `prototype`; here the parser has refused `__proto__`, and nothing is dropped silently.
 */
export class ValidationPipe implements PipeTransform {
  /** @throws DomainError validation_failed */
  async transform(value: unknown, { schema }: ArgumentMetadata): Promise<unknown> {
    if (!schema) return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues) throw validationError(result.issues);
    return result.value;
  }
}

function validationError(issues: Issues): DomainError {
  const errors = issues.map((issue) => ({
    path: cut(pathOf(issue.path), MAX_PATH),
    message: cut(issue.message, MAX_MESSAGE),
  }));
  const first = errors[0];
  const where = first && first.path !== '' ? `${first.path}: ` : '';
  return new DomainError(
    'validation_failed',
    first ? `${where}${first.message}` : 'The request does not fit its schema.',
    { errors },
  );
}

function pathOf(path: Issues[number]['path']): string {
  return (path ?? [])
    .map((segment) => String(typeof segment === 'object' ? segment.key : segment))
    .join('.');
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).toWellFormed()}…` : text;
}
