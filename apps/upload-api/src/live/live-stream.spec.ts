import { describe, expect, it } from '@jest/globals';
import { type FileEvent, type Journal, systemTimers } from '@waybill/domain';
import { eventOf, fileOf, FILE_ID, stub, TENANT_ID } from '../../e2e/support/stubs.js';
import { EventHub } from './event-hub.js';
import type { StreamSink } from './stream-sink.js';
import { fileBody } from '../files/file-body.js';
import { LiveStream } from './live-stream.js';

class MemorySink implements StreamSink {
  text = '';
  closed = false;
  private readonly callbacks: (() => void)[] = [];

  open(): void {
    this.text += '200\n';
  }
  write(text: string): void {
    this.text += text;
  }
  drained(): Promise<void> {
    return Promise.resolve();
  }
  end(): void {
    this.destroy();
  }
  destroy(): void {
    this.closed = true;
    for (const callback of this.callbacks) callback();
  }
  onClose(callback: () => void): void {
    this.callbacks.push(callback);
  }

  get ids(): number[] {
    return [...this.text.matchAll(/id: (\d+)\nevent: file\.uploading/gu)].map((m) => Number(m[1]));
  }
}

const SCOPE = { tenantId: TENANT_ID, fileId: FILE_ID };

async function start(published: FileEvent[], onRead: (hub: EventHub) => void = () => undefined) {
  let whileReading: () => void = () => undefined;
  const journal = stub<Journal>({
    lastPosition: () => Promise.resolve(published.at(-1)?.position ?? 0),
    publishedAfter: (position, _scope, limit) => {
      whileReading();
      return Promise.resolve(published.filter((e) => e.position > position).slice(0, limit));
    },
  });
  const hub = new EventHub(journal, { warn: () => undefined }, systemTimers);
  await hub.start(1_000_000);
  hub.stop();
  whileReading = () => onRead(hub);
  const sink = new MemorySink();
  return { hub, sink, stream: new LiveStream(hub, journal, sink, systemTimers), published };
}

describe('LiveStream', () => {
  it('replays what the client has not, then goes on live', async () => {
    const { hub, sink, stream } = await start([eventOf(1), eventOf(2), eventOf(3)]);
    await stream.open({ scope: SCOPE, after: 1 });
    hub.receive([eventOf(4)]);
    expect(sink.text).toMatch(
      /^200\nretry: \d+\nid: 1\n\nid: 2\nevent: file\.uploading\ndata: \{/u,
    );
    expect(sink.ids).toEqual([2, 3, 4]);
  });

  it('has neither gap nor double where events come during the replay', async () => {
    let told = false;
    const { sink, stream, published } = await start([eventOf(1), eventOf(2)], (hub) => {
      if (told) return;
      told = true;
      published.push(eventOf(3));
      hub.receive([eventOf(3)]);
      hub.receive([eventOf(4)]);
    });
    await stream.open({ scope: SCOPE, after: 0 });
    expect(sink.ids).toEqual([1, 2, 3, 4]);
  });

  it('gives what the hub delivered before the journal showed it', async () => {
    const { hub, sink, stream } = await start([eventOf(1)]);
    hub.receive([eventOf(2), eventOf(3)]);
    await stream.open({ scope: SCOPE, after: 1 });
    expect(sink.ids).toEqual([2, 3]);
  });

  it('shows the file first to who does not resume, and only then', async () => {
    const { sink, stream } = await start([eventOf(1)]);
    await stream.open({ scope: SCOPE, snapshot: () => Promise.resolve(fileBody(fileOf(), '')) });
    expect(sink.text).toContain('id: 1\nevent: file.snapshot\ndata: {"file":{"id"');
    const again = await start([eventOf(1)]);
    const none = () => Promise.reject(new Error('not asked for'));
    await again.stream.open({ scope: SCOPE, after: 1, snapshot: none });
    expect(again.sink.text).not.toContain('snapshot');
  });

  it('answers nothing where it cannot begin', async () => {
    const { sink, stream } = await start([]);
    const gone = () => Promise.reject(new Error('gone'));
    await expect(stream.open({ scope: SCOPE, snapshot: gone })).rejects.toThrow('gone');
    expect(sink.text).toBe('');
  });

  it('tells chunks without an id, comments now and then, and says goodbye', async () => {
    const { hub, sink, stream } = await start([eventOf(1)]);
    await stream.open({ scope: SCOPE, heartbeatMs: 5 });
    hub.chunksUploaded([{ fileId: FILE_ID, tenantId: TENANT_ID, number: 7, etag: 'e', size: 1 }]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(sink.text).toMatch(/\n\nevent: chunk\.uploaded\ndata: \{"number":7,"etag":"e"/u);
    expect(sink.text).toContain('\n\n:\n\n');
    stream.close();
    expect(sink.text).toMatch(/retry: \d+\n\n$/u);
    hub.receive([eventOf(2)]);
    expect(sink.ids).toEqual([]);
  });
});
