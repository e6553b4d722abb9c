import { describe, expect, it } from '@jest/globals';
import { httpPort, startFailure } from './start-failure.js';

const refused = (address: string) =>
  Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: 'ECONNREFUSED' });
const database = {
  variable: 'DATABASE_URL',
  address: 'postgres://user:s3cret@db.example:5432/waybill?sslmode=require',
  matches: (error: unknown) => error instanceof AggregateError,
};

describe('startFailure', () => {
  it('names the variable, the address without its login, and each reason once', () => {
    const error = new AggregateError([refused('::1:5432'), refused('127.0.0.1:5432')], '');
    expect(startFailure(error, [database])).toBe(
      'DATABASE_URL (postgres://db.example:5432/waybill): ' +
        'connect ECONNREFUSED ::1:5432; connect ECONNREFUSED 127.0.0.1:5432',
    );
  });

  it('tells of a port that is taken', () => {
    const error = Object.assign(new Error('listen EADDRINUSE'), { syscall: 'listen' });
    expect(startFailure(error, [database, httpPort({ host: '0.0.0.0', port: 8480 })])).toBe(
      'WAYBILL_HTTP_HOST and WAYBILL_HTTP_PORT (0.0.0.0:8480): listen EADDRINUSE',
    );
  });

  it('has the code, or the name, of an error without a message', () => {
    const error = new AggregateError([Object.assign(new Error(), { code: 'ETIMEDOUT' })]);
    expect(startFailure(error, [database])).toMatch(/: ETIMEDOUT$/u);
  });

  it('shows the stack of what it does not know', () => {
    expect(startFailure(new TypeError('x is not a function'), [database])).toMatch(
      /^TypeError: x is not a function\n +at /u,
    );
  });
});
