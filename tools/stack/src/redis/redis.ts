import { connect } from 'node:net';
import { StackError } from '../errors.js';
import { findProgram } from '../packages/find-program.js';
import type { PartOptions } from '../part-options.js';

export interface RedisOptions extends PartOptions {
  port: number;
}

/** @returns its URL. */
export async function startRedis(options: RedisOptions): Promise<string> {
  const { processes, port, durable, progress } = options;
  const program = findProgram('redis-server');
  if (!program) throw new StackError('redis-server is not installed.');
  progress('redis', 'starting');
  const home = processes.folder.of('redis');
  const settings: Record<string, string | number> = {
    port,
    bind: '127.0.0.1',
    dir: home,
    daemonize: 'no',
    save: '',
    appendonly: durable ? 'yes' : 'no',
    // At most a second of what was acknowledged is lost, and only if the whole machine fails.
    appendfsync: 'everysec',
    // BullMQ's keys must never be evicted: a queue that forgets is no queue.
    'maxmemory-policy': 'noeviction',
  };
  const server = processes.server({
    name: 'redis',
    command: program,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    deathSignal: 'TERM',
    stopSignal: 'SIGTERM',
    stopDeadlineMs: 10_000,
    cwd: home,
  });
  await server.untilReady(() => answersPing(port));
  return `redis://127.0.0.1:${port}`;
}

/** While it reads its file back Redis answers `-LOADING`, which is not ready yet. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => settle(data.toString().startsWith('+PONG')));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}
