/**
 * Text from elsewhere, made safe for a terminal: what a file is called, or what a dead letter
 * holds, must not move the cursor or colour the screen.
 */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}
