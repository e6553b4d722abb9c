import type { ErrorCodeEntry } from './problems.js';

const INTRODUCTION = `
Waybill keeps the account of uploads whose bytes go straight to S3.

1. \`POST /v1/files\` declares a file and answers with its plan: how many chunks of which size.
2. \`POST /v1/files/{id}/chunks/urls\` gives pre-signed URLs; PUT each chunk to its own, with exactly
   the headers given. The store reports each arrival to Waybill by itself.
3. \`GET /v1/files/{id}/events\` tells what arrives; \`GET /v1/files/{id}/chunks?status=pending\` what is
   missing, after an interruption too.
4. \`POST /v1/files/{id}/complete\` makes the chunks one object, unless the file was declared with
   \`autoComplete\`.
5. \`GET /v1/files/{id}/content\` leads to it.

Sizes are bytes, times RFC 3339 in UTC, ids UUIDv7. Every answer bears \`X-Request-Id\`. Limits are
those of S3: 10,000 chunks, each of 5 MiB to 5 GiB but for the last.

Events are described by AsyncAPI 3.0 at [/asyncapi.json](/asyncapi.json).

## Errors

Every error is an RFC 9457 problem document (\`application/problem+json\`): \`type\`, \`title\`, \`status\`,
\`code\`, \`detail\`, \`instance\`, and \`errors: [{path, message}]\` where fields are at fault. Go by
\`code\`: it is stable. After a 503 or a 429, wait for \`Retry-After\` seconds.
`;

/** The text at the head of the documentation, with the table of error codes. */
export function description(errorCodes: readonly ErrorCodeEntry[]): string {
  const rows = [...errorCodes]
    .sort((a, b) => a.status - b.status || a.code.localeCompare(b.code))
    .map((entry) => `| \`${entry.code}\` | ${entry.status} | ${entry.description} |`);
  return [INTRODUCTION.trim(), '', '| code | status | meaning |', '| --- | --- | --- |', ...rows]
    .join('\n')
    .concat('\n');
}
