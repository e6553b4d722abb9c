import type { AppProcess } from '@waybill/testing';
import type { End, FaultsByPart, Stage } from './fault.js';

/** A process that stands still, and goes on as if nothing had been. */
function freeze(app: AppProcess): End {
  app.signal('SIGSTOP');
  return () => app.signal('SIGCONT');
}

async function killProcessors({ world, dice }: Stage, count: number): Promise<End> {
  const { processors } = world.system;
  const dead = Array.from({ length: count }, () =>
    processors.splice(dice.between(0, processors.length - 1), 1),
  ).flat();
  await Promise.all(dead.map((processor) => processor.stop('SIGKILL')));
  return () => Promise.all(dead.map(() => world.system.startProcessor()));
}

/** Ours and our clients'. */
export const PROCESS_FAULTS: FaultsByPart = {
  processors: {
    'a processor killed': (stage) => killProcessors(stage, 1),
    'every processor killed': (stage) =>
      killProcessors(stage, stage.world.system.processors.length),
    'a processor stopped': ({ world, dice }) => freeze(dice.pick(world.system.processors)),
  },
  api: {
    'the API killed': async ({ world }) => {
      await world.system.api.stop('SIGKILL');
      return () => world.system.replaceApi();
    },
    'the API stopped': ({ world }) => freeze(world.system.api),
    'the API restarted': async ({ world }) => {
      await world.system.api.stop();
      return () => world.system.replaceApi();
    },
  },
  clients: {
    'a client killed': ({ clients, dice }) => {
      clients.kill(dice);
      return () => clients.fill();
    },
  },
};
