import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './env.js';
import { loadUploadConfig } from './upload-config.js';

describe('loadUploadConfig', () => {
  const env = { WAYBILL_STORE_TOKEN: 'at-least-sixteen-characters' };
  const topicsOf = (list: string) =>
    loadUploadConfig({ ...env, WAYBILL_SNS_TOPIC_ARNS: list }).snsTopicArns;

  it('takes SNS topics with commas between them, and any where none is named', () => {
    expect(topicsOf('arn:aws:sns:a:1:x, arn:aws:sns:b:2:y')).toEqual([
      'arn:aws:sns:a:1:x',
      'arn:aws:sns:b:2:y',
    ]);
    expect(loadUploadConfig(env).snsTopicArns).toBeUndefined();
    expect(topicsOf('')).toBeUndefined();
  });

  it.each([',', 'arn:aws:sns:a:1:x,', 'my-topic'])('does not start with %p for topics', (list) => {
    expect(() => topicsOf(list)).toThrow(ConfigError);
  });
});
