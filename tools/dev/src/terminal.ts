import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Writes lines for people; colour and a live line only where there is a terminal to show them. */
export class StatusTerminal {
  private status = '';

  constructor(private readonly stream: NodeJS.WriteStream = process.stdout) {
    // The terminal may be closed before we are done with tidying up.
    stream.on('error', () => undefined);
  }

  get isLive(): boolean {
    return this.stream.isTTY === true && !process.env['CI'];
  }

  line(text = ''): void {
    this.clearStatus();
    this.stream.write(`${text}\n`);
    this.showStatus(this.status);
  }

  /** One line that the next one replaces; nothing at all in a log file. */
  showStatus(text: string): void {
    this.status = text;
    if (!this.isLive) return;
    this.clearStatus();
    const width = Math.max((this.stream.columns || 80) - 1, 20);
    this.stream.write(this.style('dim', text.slice(0, width)));
  }

  /** The last line: nothing is going on any more. */
  lastLine(text: string): void {
    this.status = '';
    this.line(text);
  }

  style(style: Style, text: string): string {
    return this.isLive ? styleText(style, text) : text;
  }

  private clearStatus(): void {
    // Carriage return, then "erase the line".
    if (this.isLive) this.stream.write('\r\u001b[2K');
  }
}

/** `850 ms` makes one look twice, `0.9 s` does not. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
