import { answer, json, soon, type Exchange } from './fake-answers.js';

export function admin(exchange: Exchange, what: string): void {
  const { request } = exchange;
  const key = {
    id: 'k1',
    role: 'tenant',
    tenant: 'acme',
    name: 'ci',
    scopes: ['files:read'],
    hint: 'wb_abc',
    createdAt: soon(),
  };
  if (what === 'leftovers') return leftovers(exchange);
  const tenant = { id: 't1', name: 'acme', status: 'active', createdAt: soon() };
  if (request.method === 'PATCH') return answer(exchange, 200, { ...tenant, status: 'disabled' });
  if (what === 'tenants') return answer(exchange, 200, { items: [tenant] });
  if (request.method === 'DELETE') return answer(exchange, 204);
  if (request.method === 'POST')
    return answer(exchange, 201, { ...key, key: 'wb_abcdef', previousExpiresAt: soon() });
  if (what === 'keys') return answer(exchange, 200, { items: [key] });
  return answer(exchange, 200, { items: [], total: 0, byReason: {} });
}

/** What was set is what is. */
export function limits(exchange: Exchange): void {
  const set = exchange.request.method === 'PATCH' ? json<Record<string, number>>(exchange) : {};
  const names = ['openChunks', 'bytesInFlight', 'storedBytes', 'fileSize', 'streams'];
  const all = [...names, 'openUploads', 'requestsPerSecond'];
  answer(
    exchange,
    200,
    Object.fromEntries(all.map((name) => [name, { max: set[name] ?? undefined, used: 0 }])),
  );
}

/** Two a page, older than what `grace` spares; removed ones are gone from the next list. */
function leftovers(exchange: Exchange): void {
  const { fake, url, request } = exchange;
  const grace = Number(url.searchParams.get('grace') ?? 86_400);
  const start = Number(url.searchParams.get('cursor') ?? 0);
  const items = fake.leftovers
    .slice(start, start + 2)
    .filter(({ modifiedAt }) => Date.now() - Date.parse(modifiedAt) > grace * 1000);
  const removed = request.method === 'DELETE';
  const finals = url.searchParams.get('finals') === 'remove';
  const gone = items.filter(({ kept }) => finals || !kept);
  if (removed) fake.removedLeftovers.push(...gone.map(({ key }) => key));
  const nextCursor = start + 2 < fake.leftovers.length ? String(start + 2) : undefined;
  const examined = Math.min(2, fake.leftovers.length - start);
  answer(exchange, 200, { items, examined, removed, nextCursor });
}
