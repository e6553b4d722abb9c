import type { EventRelay } from '../world/event-relay.js';
import type { StoreWeather } from '../world/store-weather.js';
import type { Fault, FaultsByPart } from './fault.js';

/** Milliseconds for each call of a slow store. */
const SLOW = 700;

function store(begin: (weather: StoreWeather) => void): Fault {
  return ({ world }) => {
    begin(world.store);
    return () => world.store.heal();
  };
}

function events(mode: EventRelay['mode']): Fault {
  return ({ world }) => {
    world.events.mode = mode;
    return () => void (world.events.mode = 'pass');
  };
}

/** The store, its events, and who listens to ours. */
export const OTHER_FAULTS: FaultsByPart = {
  store: {
    'the store silent': store((weather) => weather.stall()),
    'the store full': store((weather) => weather.fill()),
    'the store refuses': store((weather) => weather.refuse()),
    'the quota used up': store((weather) => weather.refuseWrites()),
    'the store’s answers lost': store((weather) => weather.swallow()),
    'the store slow': store((weather) => weather.slow(SLOW)),
  },
  events: {
    'events dropped': events('drop'),
    'events doubled': events('double'),
    'events shuffled': events('shuffle'),
    'events forged': events('forge'),
  },
  webhooks: {
    'a webhook endpoint fails': ({ world }) => {
      world.receiver.behave = (call) => (['reset', 500, 'silence'] as const)[call % 3] ?? 500;
      return () => void (world.receiver.behave = () => 204);
    },
  },
};
