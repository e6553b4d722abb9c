import { createInterface } from 'node:readline/promises';
import { loadClientConfig } from '@waybill/config';
import { Interrupted } from './errors.js';
import { EXIT } from './exit-codes.js';
import { run } from './run.js';
import { Terminal } from './terminal.js';

const controller = new AbortController();

// The first Ctrl-C lets a transfer stop cleanly and say how to go on; the second ends at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort(new Interrupted());
  });
}

// `waybill list | head` closes the pipe when it has enough: no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failure);
});

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question, { signal: controller.signal });
  } finally {
    lines.close();
  }
}

process.exitCode = await run(process.argv.slice(2), {
  terminal: new Terminal(process.stdout, process.stderr),
  loadConfig: loadClientConfig,
  signal: controller.signal,
  ...(process.stdin.isTTY && { ask }),
});
