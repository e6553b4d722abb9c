import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@waybill/domain';
import { QueryFailedError } from 'typeorm';
import { isSerializationFailure, toDatabaseError } from './database-errors.js';

function withCode(code: string, message = 'no'): Error {
  return Object.assign(new Error(message), { code });
}

describe('toDatabaseError', () => {
  it.each([
    ['a refused connection', withCode('ECONNREFUSED')],
    ['a name that does not resolve', withCode('ENOTFOUND')],
    ['an administrator’s shutdown', withCode('57P01')],
    ['a server that starts', withCode('57P03')],
    ['too many connections', withCode('53300')],
    ['a broken connection', withCode('08006')],
    ['a statement timeout', withCode('57014')],
    ['a read-only replica', withCode('25006')],
    ['the driver’s timeout', new Error('Query read timeout')],
    ['an exhausted pool', new Error('timeout exceeded when trying to connect')],
    ['a connection lost', new Error('Connection terminated unexpectedly')],
    ['one of several addresses', new AggregateError([withCode('ECONNREFUSED')], '')],
    ['what TypeORM wraps', new QueryFailedError('SELECT 1', [], withCode('57P01'))],
  ])('calls %s database_unavailable and keeps the cause', (_what, error) => {
    const mapped = toDatabaseError(error);
    expect(mapped).toBeInstanceOf(DomainError);
    expect(mapped).toMatchObject({ code: 'database_unavailable', cause: error });
  });

  it.each([
    ['a constraint', new QueryFailedError('x', [], withCode('23505'))],
    ['a deadlock', new QueryFailedError('x', [], withCode('40P01'))],
    ['a canceled something else', withCode('57XXX')],
    ['a bug', new TypeError('x is not a function')],
    ['an error of ours', new DomainError('file_not_found', 'no')],
    ['no error at all', 'text'],
  ])('leaves %s as it is', (_what, error) => {
    expect(toDatabaseError(error)).toBe(error);
  });
});

describe('isSerializationFailure', () => {
  it('is true for a deadlock and a serialization failure, wrapped or not', () => {
    expect(isSerializationFailure(withCode('40001'))).toBe(true);
    expect(isSerializationFailure(new QueryFailedError('x', [], withCode('40P01')))).toBe(true);
    expect(isSerializationFailure(withCode('23505'))).toBe(false);
  });
});
