const REDACTED = '[redacted]';

// None of these patterns can match a quotation mark or a backslash, so that a line of JSON is still
// a line of JSON afterwards.
const SECRETS_IN_TEXT: readonly (readonly [RegExp, string])[] = [
  // Whoever has a pre-signed URL's query may do what it permits (S3 User Guide, "Sharing objects").
  [
    /(X-Amz-(?:Signature|Credential|Security-Token)|Signature|AWSAccessKeyId)=[^&\s"'\\<>]+/giu,
    `$1=${REDACTED}`,
  ],
  // postgres://user:password@host
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s"'\\/?#@]+@/giu, `$1${REDACTED}@`],
  // A webhook's secret: an error of the database tells the parameters of its statement.
  [/\bwhsec_[A-Za-z0-9+/=]+/gu, `whsec_${REDACTED}`],
  // A key of ours, wherever somebody has put it: into a path, a name, an id.
  [/(wb[a-z](?:_|%5f))[A-Za-z0-9_-]{5,}/giu, `$1${REDACTED}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9\-._~+/=]{4,}/gu, `$1 ${REDACTED}`],
];

/** Takes out of running text, a serialised line included, what must not stand in a log. */
export function redactText(text: string): string {
  let safe = text;
  for (const [pattern, replacement] of SECRETS_IN_TEXT) safe = safe.replace(pattern, replacement);
  return safe;
}
