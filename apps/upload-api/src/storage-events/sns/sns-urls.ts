/**
 * `sns.` and a region. A looser rule would let in what anybody can own: `sns.s3-us-west-2.amazonaws.com`
 * is a bucket called "sns".
 */
const SNS_HOST = /^sns\.[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}\.amazonaws\.com(?:\.cn)?$/u;

/** No query: SNS's API answers on the same host, and would let a caller choose some of what it says. */
const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9A-Za-z]{1,64}\.pem$/u;

/** The URL of a certificate of SNS's, or undefined. */
export function signingCertUrl(text: string): URL | undefined {
  const url = snsUrl(text);
  return url && CERTIFICATE_PATH.test(url.pathname) && url.search === '' ? url : undefined;
}

/** The URL by which a subscription to this very topic is confirmed, or undefined. */
export function subscribeUrl(text: string, topicArn: string): URL | undefined {
  const url = snsUrl(text);
  const confirms =
    url?.pathname === '/' &&
    url.searchParams.get('Action') === 'ConfirmSubscription' &&
    url.searchParams.get('TopicArn') === topicArn;
  return confirms ? url : undefined;
}

function snsUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' || url.port !== '' || url.hash !== '') return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  return SNS_HOST.test(url.hostname) ? url : undefined;
}
