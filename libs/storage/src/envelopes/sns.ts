import type { Envelope } from './envelope.js';
import { parseJson } from './parse-json.js';

/**
 * SNS: the message is JSON in a string, be it S3's own, its test event, or EventBridge's. Whether it
 * comes from SNS at all is for whoever received it to know: nothing of that is looked at here.
 * Source: SNS Developer Guide, "HTTP/HTTPS notification JSON format".
 */
export const snsNotification: Envelope = ({ Type: type, Message: message }, openInner) => {
  if (type !== 'Notification' || typeof message !== 'string') return undefined;
  return openInner(parseJson(message));
};
