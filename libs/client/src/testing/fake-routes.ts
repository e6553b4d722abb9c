import type { ChunkUrlsRequestBody, ConfirmChunksBody, CreateFileBody } from '@waybill/contracts';
import { admin, limits } from './fake-admin.js';
import { answer, json, problem, soon, storeProblem, type Exchange } from './fake-answers.js';
import { content, fakeFile, fingerprint, md5, type FakeFile } from './fake-files.js';

export { answer, problem, storeProblem, type Exchange } from './fake-answers.js';

export function routes(exchange: Exchange): void {
  const { request, url, fake } = exchange;
  const [, area, ...path] = url.pathname.split('/');
  if (area === 'store') return store(exchange, path);
  if (request.headers.authorization !== 'Bearer key') {
    return problem(exchange, 401, 'unauthenticated', 'The request carries no valid key.');
  }
  if (path.at(-1) === 'limits') return limits(exchange);
  if (path[0] === 'admin') return admin(exchange, path[1] ?? '');
  if (path.length === 1) return request.method === 'POST' ? create(exchange) : list(exchange);
  const file = fake.files.get(path[1] ?? '');
  if (!file) return problem(exchange, 404, 'file_not_found', 'No such file for this key.');
  const call = `${request.method} ${path.slice(2).join('/')}`;
  if (call === 'GET ') return answer(exchange, 200, file.body);
  if (call === 'DELETE ') return remove(exchange, file);
  if (call === 'GET chunks') return chunks(exchange, file);
  if (call === 'POST chunks/urls') return urls(exchange, file);
  if (call === 'POST chunks/confirm') return confirm(exchange, file);
  if (call === 'POST complete') return complete(exchange, file);
  if (call === 'GET journal') return answer(exchange, 200, { items: file.journal });
  if (call === 'GET events') return events(exchange, file);
  if (call === 'GET download') {
    const stored = `${fake.url}/store/${file.body.id}/object`;
    return answer(exchange, 200, { url: stored, expiresAt: soon() });
  }
  return problem(exchange, 404, 'route_not_found', 'There is no such call.');
}

function create(exchange: Exchange): void {
  const { fake, request } = exchange;
  const key = String(request.headers['idempotency-key']);
  const before = fake.files.get(fake.idempotencyKeys.get(key) ?? '');
  const file = before ?? fakeFile(json<CreateFileBody>(exchange));
  fake.files.set(file.body.id, file);
  fake.idempotencyKeys.set(key, file.body.id);
  answer(exchange, 201, file.body);
}

function list(exchange: Exchange): void {
  const all = [...exchange.fake.files.values()].map((file) => file.body).reverse();
  const start = Number(exchange.url.searchParams.get('cursor') ?? 0);
  const limit = Number(exchange.url.searchParams.get('limit') ?? 50);
  const nextCursor = start + limit < all.length ? String(start + limit) : undefined;
  answer(exchange, 200, { items: all.slice(start, start + limit), nextCursor });
}

function remove(exchange: Exchange, file: FakeFile): void {
  file.body.status = file.body.status === 'completed' ? 'deleted' : 'aborted';
  answer(exchange, 204);
}

function chunks(exchange: Exchange, file: FakeFile): void {
  const pending = exchange.url.searchParams.get('status') === 'pending';
  const items = file.chunks.filter((chunk) => !pending || chunk.status !== 'uploaded');
  answer(exchange, 200, { items });
}

function urls(exchange: Exchange, file: FakeFile): void {
  const { fake } = exchange;
  const asked = json<Extract<ChunkUrlsRequestBody, { chunks: unknown }>>(exchange).chunks;
  const there = asked.filter(({ number }) => file.chunks[number - 1]?.status === 'uploaded');
  if (there.length > 0) {
    return problem(exchange, 409, 'chunk_already_uploaded', 'The chunk is there already.');
  }
  for (const { number, sha256 } of asked) {
    const chunk = file.chunks[number - 1];
    if (chunk) chunk.sha256 ??= sha256;
  }
  const reused = asked.map(({ number }) => number).filter((number) => fake.reuse(file, number));
  const missing = asked.filter(({ number }) => !reused.includes(number));
  const found = missing.map(({ number, md5: digest }) => {
    const chunk = file.chunks[number - 1];
    const bound = Buffer.from(digest ?? '', 'hex').toString('base64');
    return {
      number,
      method: 'PUT',
      url: `${fake.url}/store/${file.body.id}/${number}?signature=1`,
      headers: {
        'content-length': String(chunk?.size),
        'content-type': 'application/octet-stream',
        ...(fake.strict ? { 'content-md5': bound, 'if-none-match': '*' } : {}),
      },
      expiresAt: soon(),
      ...(file.body.strategy === 'multipart' && { confirm: true }),
    };
  });
  answer(exchange, 200, { urls: found, reused: reused.length > 0 ? reused : undefined });
}

function confirm(exchange: Exchange, file: FakeFile): void {
  const reports = json<ConfirmChunksBody>(exchange).chunks;
  const good = reports.filter(({ number, etag }) => exchange.fake.confirm(file, number, etag));
  const refused = reports.filter((report) => !good.includes(report));
  answer(exchange, 200, {
    items: good.map(({ number }) => file.chunks[number - 1]),
    refused: refused.map(({ number }) => ({
      number,
      code: 'chunk_not_stored',
      detail: `Chunk ${number} is not confirmed.`,
    })),
  });
}

function complete(exchange: Exchange, file: FakeFile): void {
  const { body } = file;
  const declared = json<{ fingerprint?: string }>(exchange).fingerprint;
  const missing = file.chunks.filter((chunk) => chunk.status !== 'uploaded');
  if (missing.length > 0) {
    const numbers = missing.map((chunk) => chunk.number);
    return problem(exchange, 409, 'chunks_missing', `${missing.length} chunks are not there yet.`, {
      missing: { count: missing.length, numbers },
    });
  }
  if (declared !== undefined && declared !== fingerprint(file)) {
    return problem(exchange, 409, 'fingerprint_mismatch', 'The fingerprint is another.');
  }
  exchange.fake.complete(file);
  answer(exchange, 200, body);
}

function events(exchange: Exchange, file: FakeFile): void {
  const { response, request } = exchange;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': welcome\n\n');
  const last = Number(request.headers['last-event-id'] ?? 'NaN');
  for (const { id, type, data } of file.journal) {
    if (Number(id) > last) {
      response.write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }
  exchange.fake.watch(file.body.id, response);
}

function store(exchange: Exchange, [id = '', name = '']: readonly string[]): void {
  const { fake, request, response, body } = exchange;
  const file = fake.files.get(id);
  if (!file) return storeProblem(exchange, 404, 'NoSuchKey');
  if (request.method === 'GET') return object(exchange, content(file));
  const number = Number(name);
  const expected = request.headers['content-md5'];
  if (fake.strict && file.stored.has(number)) {
    return storeProblem(exchange, 412, 'PreconditionFailed');
  }
  if (body.length !== file.chunks[number - 1]?.size) {
    return storeProblem(exchange, 403, 'SignatureDoesNotMatch');
  }
  if (expected && Buffer.from(md5(body), 'hex').toString('base64') !== expected) {
    return storeProblem(exchange, 400, 'BadDigest');
  }
  file.stored.set(number, body);
  fake.stored(file, number);
  response.writeHead(200, { etag: `"${md5(body)}"` });
  response.end();
}

function object({ request, response }: Exchange, bytes: Buffer): void {
  const from = Number(/^bytes=(\d+)-$/u.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from > 0 && from >= bytes.length) {
    response.writeHead(416).end();
    return;
  }
  const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': bytes.length - from,
    ...(from > 0 ? { 'content-range': range } : {}),
  });
  response.end(bytes.subarray(from));
}
