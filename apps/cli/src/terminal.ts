/** Where a stream of text goes: stdout, stderr, or a test's memory. */
export interface TextStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Results go to stdout, everything else to stderr, so that a script reads only results. There is
 * no colour anywhere, which is what NO_COLOR asks for.
 */
export class Terminal {
  constructor(
    readonly stdout: TextStream,
    readonly stderr: TextStream,
  ) {}

  /** Whether a person watches, who likes to see a bar move. */
  get interactive(): boolean {
    return this.stderr.isTTY === true;
  }

  result(text: string): void {
    this.stdout.write(`${text}\n`);
  }

  json(value: unknown): void {
    this.result(JSON.stringify(value, null, 2));
  }

  note(text: string): void {
    this.stderr.write(`${text}\n`);
  }
}
