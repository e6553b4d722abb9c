import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@waybill/domain';
import {
  CannotExecuteNotConnectedError,
  EntityNotFoundError,
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
  TransactionNotStartedError,
} from 'typeorm';
import { isSerializationFailure, ofDatabase, toDatabaseError } from './database-errors.js';

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
    ['a client that was closed', new Error('Client was closed and is not queryable')],
    ['a pool at its end', new Error('Cannot use a pool after calling end on the pool')],
    ['a server without TLS', new Error('The server does not support SSL connections')],
    ['no connection at all', new CannotExecuteNotConnectedError()],
    ['a connection that broke within a transaction', new QueryRunnerAlreadyReleasedError()],
    ['the same, by the manager', new QueryRunnerProviderAlreadyReleasedError()],
    ['the same, at its end', new TransactionNotStartedError()],
    ['a shutdown that was a crash', withCode('57P02')],
    ['a disk that fails', withCode('58030')],
    ['a password that was changed', withCode('28P01')],
    ['a database that is not there', withCode('3D000')],
    ['a transaction that took too long', withCode('25P04')],
    ['a deadlock', new QueryFailedError('x', [], withCode('40P01'))],
    ['a network that is down', withCode('ENETDOWN')],
    ['too many open files', withCode('EMFILE')],
    ['a look-up that failed', withCode('EAI_FAIL')],
    ['memory that ran out', withCode('53200')],
    ['one of several addresses', new AggregateError([withCode('ECONNREFUSED')], '')],
    ['what TypeORM wraps', new QueryFailedError('SELECT 1', [], withCode('57P01'))],
  ])('calls %s database_unavailable and keeps the cause', (_what, error) => {
    const mapped = toDatabaseError(error);
    expect(mapped).toBeInstanceOf(DomainError);
    expect(mapped).toMatchObject({ code: 'database_unavailable', cause: error });
  });

  it.each([
    ['a constraint', new QueryFailedError('x', [], withCode('23505'))],
    ['a transaction that has failed before', new QueryFailedError('x', [], withCode('25P02'))],
    ['a table that is not there', new QueryFailedError('x', [], withCode('42P01'))],
    ['a canceled something else', withCode('57XXX')],
    ['a bug of ours with an entity', new EntityNotFoundError('File', {})],
    ['a code of another kind', withCode('ERR_INVALID_ARG_TYPE')],
    ['a bug', new TypeError('x is not a function')],
    ['an error of ours', new DomainError('file_not_found', 'no')],
    ['no error at all', 'text'],
  ])('leaves %s as it is', (_what, error) => {
    expect(toDatabaseError(error)).toBe(error);
  });
});

describe('what it tells', () => {
  it('names a full disk, and a transaction that lost', () => {
    expect(toDatabaseError(withCode('53100'))).toMatchObject({
      message: expect.stringMatching('no space left'),
    });
    expect(toDatabaseError(withCode('40001'))).toMatchObject({
      message: expect.stringMatching('Another transaction'),
    });
  });
});

describe('ofDatabase', () => {
  it('takes only what is TypeORM’s for the database’s', () => {
    const broken = new QueryFailedError('x', [], withCode('57P01'));
    expect(ofDatabase(broken)).toMatchObject({ code: 'database_unavailable' });
    const elsewhere = withCode('ECONNREFUSED');
    expect(ofDatabase(elsewhere)).toBe(elsewhere);
  });
});

describe('isSerializationFailure', () => {
  it('is true for a deadlock and a serialization failure, wrapped or not', () => {
    expect(isSerializationFailure(withCode('40001'))).toBe(true);
    expect(isSerializationFailure(new QueryFailedError('x', [], withCode('40P01')))).toBe(true);
    expect(isSerializationFailure(toDatabaseError(withCode('40P01')))).toBe(true);
    expect(isSerializationFailure(withCode('23505'))).toBe(false);
  });
});
