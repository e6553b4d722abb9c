import { createHash } from 'node:crypto';
import { downloadFile, StoreView } from '@waybill/testing';
import type { Check, Scene } from './check.js';

interface Row {
  readonly id: string;
  readonly status: string;
}

async function statuses({ world }: Scene): Promise<Map<string, string>> {
  const rows = await world.system.database.query<Row>('SELECT id, status FROM files');
  return new Map(rows.map(({ id, status }) => [id, status]));
}

export const acknowledgedAreWhole: Check = async (scene) => {
  const now = await statuses(scene);
  const api = scene.world.system.caller();
  const wrong: string[] = [];
  for (const { id, sha256, strategy } of scene.ledger.acknowledged) {
    if (now.get(id) !== 'completed') {
      wrong.push(`${id} (${strategy}) was acknowledged and is ${now.get(id) ?? 'gone'}`);
      continue;
    }
    const content = await (await downloadFile(api, id)).arrayBuffer();
    const found = createHash('sha256').update(Buffer.from(content)).digest('hex');
    if (found !== sha256) wrong.push(`${id} (${strategy}) has other bytes than were sent`);
  }
  return wrong;
};

export const noneIsCompleteThatShouldNotBe: Check = async (scene) => {
  const now = await statuses(scene);
  const ended = [...scene.ledger.of('removed'), ...scene.ledger.of('aborted')];
  const gone = ended
    .filter(({ id, done }) => done && !['aborted', 'deleted'].includes(now.get(id) ?? ''))
    .map(({ id, fate }) => `${id} was ${fate} and is ${now.get(id)}`);
  const wrong = scene.ledger
    .of('wrong')
    .filter(({ id }) => now.get(id) === 'completed')
    .map(({ id }) => `${id} is complete, of other bytes than were declared`);
  return [...gone, ...wrong];
};

/** Nothing but the objects of completed files, and what says whose the bucket is. */
export const nothingIsLeftInTheStore: Check = async (scene) => {
  const { system } = scene.world;
  const now = await statuses(scene);
  const store = new StoreView(system.stack, system.bucket);
  try {
    const objects = (await store.allKeys()).filter((key) => !key.startsWith('.waybill/'));
    const files = objects.map((key) => /^files\/([^/]+)$/u.exec(key)?.[1]);
    const orphans = objects.filter((_, index) => now.get(files[index] ?? '') !== 'completed');
    const completed = [...now].filter(([, status]) => status === 'completed').map(([id]) => id);
    const lost = completed.filter((id) => !files.includes(id));
    const uploads = await store.uploads();
    return [
      ...orphans.map((key) => `${key} belongs to no completed file`),
      ...lost.map((id) => `${id} is complete and has no object`),
      ...uploads.map((key) => `${key} has an unfinished upload`),
    ];
  } finally {
    store.close();
  }
};
