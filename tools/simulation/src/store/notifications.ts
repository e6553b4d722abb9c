import type { ApiReplica } from '../system/api-replica.js';
import type { Surroundings } from '../surroundings.js';
import { FORGED_ETAG } from './forged-etag.js';
import type { CreatedName, SimObject } from './sim-store.js';

/** A record of S3's message; `versionId` names the event, so that it can be followed. */
export type EventRecord = Readonly<Record<string, unknown>>;

const FLAVOURS = ['aws', 'ceph', 'minio'] as const;
export type Flavour = (typeof FLAVOURS)[number];

/** Milliseconds: an event that is late is so late at most, and a body is sent again so soon. */
const LATEST = 30_000;
const SEND_AGAIN = 1_500;
const ANSWER_WITHIN = 6_000;

/** What the store tells of: at least once, or at most, in any order, in bodies of several records. */
export class Notifications {
  /** Bodies that are still under way, or will be sent again. */
  pending = 0;
  private readonly waiting: EventRecord[] = [];
  private told = 0;
  private sequence = 0x0055aed6dc0000n;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly flavour: Flavour,
    private readonly replica: () => ApiReplica | undefined,
  ) {}

  static flavourOf(pick: <Item>(items: readonly Item[]) => Item): Flavour {
    return pick(FLAVOURS);
  }

  objectCreated(name: CreatedName, key: string, { size, etag }: SimObject): void {
    const { weather, trace, random } = this.surroundings;
    // Often a round number: what stores leave out at its end is what comparisons get wrong.
    this.sequence += BigInt(random.between(1, 15));
    if (random.chance(0.4)) this.sequence = ((this.sequence >> 8n) + 1n) << 8n;
    const id = `event-${++this.told}`;
    trace.count('events');
    const record = this.recordOf(id, `ObjectCreated:${name}`, { key, size, eTag: etag });
    if (weather.strikes('eventDropped')) {
      trace.count('events dropped');
      return;
    }
    if (!weather.clear && random.chance(0.02)) this.unparsable();
    this.send(record);
    if (weather.strikes('eventDoubled')) {
      trace.count('events doubled');
      this.send(record);
      if (random.chance(0.3)) this.send(record);
    }
  }

  /** Of something that did not happen, or not here. @returns the event's name */
  strange(change: { key: string; size?: number; bucket?: string; name?: string }): string {
    const id = `strange-${++this.told}`;
    const { key, bucket, name = 'ObjectCreated:Put', ...object } = change;
    this.send(this.recordOf(id, name, { size: 5, eTag: FORGED_ETAG, ...object, key }, bucket));
    return id;
  }

  /** No record at all. @returns its name */
  unparsable(): string {
    const id = `unparsable-${++this.told}`;
    this.send({ eventName: 'ObjectCreated:Put', s3: 'nothing of use', versionId: id });
    return id;
  }

  private send(record: EventRecord): void {
    const { weather, random, time, trace } = this.surroundings;
    if (weather.strikes('eventLate')) {
      trace.count('events late');
      this.pending += 1;
      time.after(random.between(500, LATEST), () => this.post([record]));
      return;
    }
    this.waiting.push(record);
    if (this.waiting.length > 1) return;
    this.pending += 1;
    time.after(random.between(1, 40), () => this.post(this.waiting.splice(0)));
  }

  private post(records: readonly EventRecord[]): void {
    const { trace, time, checks } = this.surroundings;
    const api = this.replica();
    if (!api) {
      time.after(SEND_AGAIN, () => this.post(records));
      return;
    }
    trace.tell(() => `store tells ${api.process.name} of ${records.map(idOf).join(', ')}`);
    let answered = false;
    const answer = (): boolean => {
      const first = !answered;
      answered = true;
      return first;
    };
    const again = (): void => {
      if (!answer()) return;
      trace.count('bodies sent again');
      time.after(SEND_AGAIN, () => this.post(records));
    };
    time.after(ANSWER_WITHIN, again);
    api.useCases.takeStorageEvents.execute(JSON.stringify({ Records: records })).then(() => {
      checks.intake.acknowledged(records.map(idOf));
      if (answer()) this.pending -= 1;
    }, again);
  }

  private recordOf(
    id: string,
    name: string,
    object: { readonly key: string; readonly size: number; readonly eTag: string },
    bucket = this.surroundings.store.bucket,
  ): EventRecord {
    const ceph = this.flavour === 'ceph';
    const encoded = ceph ? object.key : encodeURIComponent(object.key);
    return {
      eventSource: `${this.flavour}:s3`,
      eventName: this.flavour === 'minio' ? `s3:${name}` : name,
      versionId: id,
      s3: {
        bucket: { name: bucket },
        object: { ...object, key: encoded, sequencer: this.sequencer(), versionId: id },
      },
    };
  }

  /** AWS leaves out what would only be zeros at the end; Ceph turns the bytes round. */
  private sequencer(): string {
    const text = this.sequence.toString(16).toUpperCase().padStart(16, '0');
    if (this.flavour !== 'ceph') return text.replace(/0+$/u, '');
    const turned = (hex: string): string => (hex.match(/../gu) ?? []).reverse().join('');
    return turned(text.slice(0, 8)) + turned(text.slice(8));
  }
}

function idOf(record: EventRecord): string {
  return String(record['versionId']);
}
