import { type Costs, type Operation, spentOn, type Worker } from './costs.js';
import type { Call, Stage } from './network.js';

/** Where a call goes, in order, and after which visit it is answered. */
const ROUTES: Readonly<Record<Operation, readonly (Worker | 'answer')[]>> = {
  create: ['load', 'api', 'redis', 'postgres', 'answer', 'processor'],
  urls: ['load', 'api', 'redis', 'postgres', 'answer', 'processor'],
  read: ['load', 'api', 'redis', 'postgres', 'answer', 'processor'],
  events: ['load', 'api', 'redis', 'answer', 'processor', 'postgres'],
  complete: ['load', 'api', 'redis', 'processor', 'postgres', 'answer'],
};

/** A call of the model: what it costs everywhere, in the order of its way. */
export function callOf(costs: Costs, operation: Operation, units: number): Call {
  const spent = spentOn(costs.operations[operation], units);
  const route = ROUTES[operation];
  const stages: Stage[] = [];
  let answeredAfter = 0;
  for (const place of route) {
    if (place === 'answer') answeredAfter = stages.length;
    else if (spent[place] > 0) stages.push({ service: place, cpu: spent[place] });
  }
  return { stages, answeredAfter };
}
