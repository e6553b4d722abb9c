import { get, type IncomingMessage } from 'node:http';

/** Hears of every chunk of a tenant, over its event stream. */
export class ChunkWatch {
  private hear: (name: string) => void = () => undefined;

  private constructor(private readonly stream: IncomingMessage) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\n\n');
      rest = messages.pop() ?? '';
      for (const message of messages) {
        if (!message.startsWith('event: chunk.uploaded')) continue;
        const data = JSON.parse(message.slice(message.indexOf('data: ') + 6)) as {
          fileId: string;
          number: number;
        };
        this.hear(`${data.fileId}/${data.number}`);
      }
    });
  }

  static open(url: string, key: string): Promise<ChunkWatch> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${key}` };
      get(`${url}/v1/events`, { headers }, (stream) => resolve(new ChunkWatch(stream))).on(
        'error',
        reject,
      );
    });
  }

  /** Resolves when so many have been heard of. @param hear told the file's id and the number */
  each(count: number, hear: (name: string) => void): Promise<void> {
    let left = count;
    return new Promise((resolve) => {
      this.hear = (name) => {
        hear(name);
        left -= 1;
        if (left === 0) resolve();
      };
    });
  }

  close(): void {
    this.stream.destroy();
  }
}
