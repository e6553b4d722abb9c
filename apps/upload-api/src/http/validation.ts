import { StandardSchemaValidationPipe } from '@nestjs/common';
import { DomainError } from '@waybill/domain';

type Issues = Parameters<
  NonNullable<
    NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']
  >
>[0];

/** Checks every parameter that has a schema; what fails is `validation_failed` with its fields. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: validationError });
}

function validationError(issues: Issues): DomainError {
  const errors = issues.map((issue) => ({ path: pathOf(issue.path), message: issue.message }));
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
