import { describe, expect, it } from '@jest/globals';
import { signingCertUrl, subscribeUrl } from './sns-urls.js';

const PEM = 'SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem';

describe('signingCertUrl', () => {
  it.each([
    'us-east-1.amazonaws.com',
    'ap-southeast-5.amazonaws.com',
    'us-gov-west-1.amazonaws.com',
    'cn-north-1.amazonaws.com.cn',
  ])('takes SNS of %s', (region) => {
    expect(signingCertUrl(`https://sns.${region}/${PEM}`)?.hostname).toBe(`sns.${region}`);
    expect(signingCertUrl(`https://sns.${region}:443/${PEM}`)).toBeDefined();
  });

  it.each([
    ['plain HTTP', `http://sns.us-east-1.amazonaws.com/${PEM}`],
    ['another port', `https://sns.us-east-1.amazonaws.com:8443/${PEM}`],
    ['a user', `https://a@sns.us-east-1.amazonaws.com/${PEM}`],
    ['a password', `https://:b@sns.us-east-1.amazonaws.com/${PEM}`],
    ['a host that looks like a user', `https://sns.us-east-1.amazonaws.com@evil.example/${PEM}`],
    ['a host that goes on', `https://sns.us-east-1.amazonaws.com.evil.example/${PEM}`],
    ['a host with a part before', `https://evil.sns.us-east-1.amazonaws.com/${PEM}`],
    ['another dot', `https://sns.us-east-1xamazonaws.com/${PEM}`],
    ["somebody's bucket", `https://sns.s3-us-west-2.amazonaws.com/${PEM}`],
    ['another bucket', `https://sns.s3.us-west-2.amazonaws.com/${PEM}`],
    ['no region', `https://sns.amazonaws.com/${PEM}`],
    ['another service', `https://sqs.us-east-1.amazonaws.com/${PEM}`],
    ['an address', `https://169.254.169.254/${PEM}`],
    ['another name', 'https://sns.us-east-1.amazonaws.com/latest.pem'],
    ['another ending', 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-f3.txt'],
    ['a folder', `https://sns.us-east-1.amazonaws.com/x/${PEM}`],
    ['a query', `https://sns.us-east-1.amazonaws.com/${PEM}?Action=Publish`],
    ['an API call', `https://sns.us-east-1.amazonaws.com/?x=/${PEM}`],
    ['a fragment', `https://sns.us-east-1.amazonaws.com/${PEM}#x`],
    ['no URL', 'sns.us-east-1.amazonaws.com'],
    ['nothing', ''],
  ])('refuses %s', (_, url) => {
    expect(signingCertUrl(url)).toBeUndefined();
  });
});

describe('subscribeUrl', () => {
  const topic = 'arn:aws:sns:us-east-1:123456789012:uploads';
  const url = (query: string, base = 'https://sns.us-east-1.amazonaws.com/') =>
    subscribeUrl(`${base}?${query}`, topic);

  it('takes the confirmation of this topic, and nothing else', () => {
    expect(url(`Action=ConfirmSubscription&TopicArn=${topic}&Token=1`)).toBeDefined();
    expect(url(`Action=ConfirmSubscription&TopicArn=${topic}x&Token=1`)).toBeUndefined();
    expect(url(`Action=Unsubscribe&TopicArn=${topic}`)).toBeUndefined();
    expect(url(`TopicArn=${topic}`)).toBeUndefined();
    for (const base of ['https://evil.example/', 'http://sns.us-east-1.amazonaws.com/']) {
      expect(url(`Action=ConfirmSubscription&TopicArn=${topic}`, base)).toBeUndefined();
    }
  });
});
