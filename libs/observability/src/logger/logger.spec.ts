import { describe, expect, it } from '@jest/globals';
import { createLogger } from './create-logger.js';
import { NestLogger } from './nest-logger.js';
import { redactText } from './redact-text.js';

function lines(): {
  logger: ReturnType<typeof createLogger>;
  read: () => Record<string, unknown>[];
} {
  const written: string[] = [];
  const logger = createLogger('test', 'trace', { write: (line) => void written.push(line) });
  return {
    logger,
    read: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('createLogger', () => {
  it('writes one JSON line with level, time, service and message', () => {
    const { logger, read } = lines();
    logger.info({ fileId: 'f1', key: 'uploads/f1/chunks/1' }, 'hello');
    expect(read()).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        service: 'test',
        pid: process.pid,
        fileId: 'f1',
        key: 'uploads/f1/chunks/1',
        msg: 'hello',
      },
    ]);
  });

  it('hides secret-bearing members at any depth, in bindings too', () => {
    const { logger, read } = lines();
    const secrets = {
      Authorization: 'Bearer abcdef',
      'set-cookie': ['a=b'],
      apiKey: 'k',
      adminKey: 'k',
      secretAccessKey: 's',
      storeToken: 't',
      password: 'p',
    };
    logger.child({ token: 'sesame' }).warn({ request: { headers: secrets } }, 'x');
    const text = JSON.stringify(read());
    expect(read()[0]).toMatchObject({
      token: '[redacted]',
      request: {
        headers: Object.fromEntries(Object.keys(secrets).map((name) => [name, '[redacted]'])),
      },
    });
    expect(text).not.toMatch(/abcdef|sesame|a=b/u);
  });

  it('hides keys wherever they stand', () => {
    const { logger, read } = lines();
    const key = `wbk_${'aB3-_'.repeat(9)}`.slice(0, 47);
    const admin = key.replace('wbk', 'wba');
    logger.info({ path: `/v1/files/${key}/chunks`, requestId: `x-${admin}` }, `of ${key}`);
    logger.child({ path: encodeURIComponent(key).replace('_', '%5F') }).info('hidden');
    const text = JSON.stringify(read());
    expect(text).not.toContain(key.slice(4, 12));
    expect(text).toContain('/v1/files/wbk_[redacted]/chunks');
  });

  it('hides what pre-signed URLs and connection URLs give away, in messages and in stacks', () => {
    const { logger, read } = lines();
    const url =
      'https://s3/b/k?X-Amz-Credential=AKIA%2Fx&X-Amz-Expires=60&X-Amz-Signature=deadbeef';
    logger.error(new Error(`cannot PUT "${url}"`, { cause: new Error('postgres://u:p4ss@db/x') }));
    logger.info('to redis://:hunter2@cache:6379/0 and "%s"', url);
    const text = JSON.stringify(read());
    expect(text).not.toMatch(/deadbeef|AKIA|p4ss|hunter2/u);
    expect(text).toContain('X-Amz-Expires=60');
    expect(text).toContain('cache:6379');
    expect(read()[0]).toMatchObject({
      err: { type: 'Error', stack: expect.any(String), cause: { type: 'Error' } },
    });
  });

  it('hides the secrets of webhooks, among the parameters of a statement too', () => {
    const { logger, read } = lines();
    const parameters = ['id', 'whsec_C2FVsBQIhrscChlQIMV+b5s/SYspob7oD=='];
    logger.error({ err: Object.assign(new Error('insert failed'), { parameters }) }, 'broken');
    expect(JSON.stringify(read())).not.toMatch(/C2FVs|SYspob/u);
    expect(read()[0]).toMatchObject({ err: { parameters: ['id', 'whsec_[redacted]'] } });
  });

  it('survives cycles, bigints and errors with members', () => {
    const { logger, read } = lines();
    const cyclic: Record<string, unknown> = { big: 10n };
    cyclic['self'] = cyclic;
    logger.info({ cyclic, err: Object.assign(new Error('x'), { code: 'E1' }) });
    expect(read()[0]).toMatchObject({
      cyclic: { big: '10', self: '[circular]' },
      err: { code: 'E1', message: 'x' },
    });
  });
});

describe('NestLogger', () => {
  it('keeps context and stack apart from the message', () => {
    const { logger, read } = lines();
    const nest = new NestLogger(logger);
    nest.log('started', 'NestFactory');
    nest.error('broken', 'Error: broken\n    at here (file.ts:1:1)', 'Scope');
    nest.error(new Error('thrown'), undefined, 'Scope');
    nest.verbose({ a: 1 });
    expect(read()).toMatchObject([
      { level: 'info', msg: 'started', context: 'NestFactory' },
      { level: 'error', msg: 'broken', context: 'Scope', stack: expect.any(String) },
      { level: 'error', msg: 'thrown', context: 'Scope', err: { message: 'thrown' } },
      { level: 'trace', data: { a: 1 } },
    ]);
  });
});

describe('redactText', () => {
  it('leaves a line of JSON a line of JSON', () => {
    const line = JSON.stringify({
      a: 'x?X-Amz-Signature=abc',
      b: 'Bearer tok.en-1',
      c: 'ftp://a@h',
    });
    expect(JSON.parse(redactText(line))).toEqual({
      a: 'x?X-Amz-Signature=[redacted]',
      b: 'Bearer [redacted]',
      c: 'ftp://[redacted]@h',
    });
  });
});
