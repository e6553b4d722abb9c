import { availableParallelism, cpus } from 'node:os';
import { type Cost, costOf, type Costs, type Operation, type Spent } from '@waybill/scale';
import type { System } from '@waybill/testing';
import { CpuMeter, difference, dividedBy, saidSpent } from './cpu-meter.js';
import { type MeasuredCall, measuredCalls } from './loads.js';
import { measureBytes } from './measure-bytes.js';

/** As many as the checks have: what is asked at once is gathered, so that a call costs less. */
const CALLERS = 8;

/** What each kind of call costs everybody who works for it, in microseconds of a core. */
export async function measureCosts(system: System, signal: AbortSignal): Promise<Costs> {
  const meter = new CpuMeter(system);
  const operations: Partial<Record<Operation, Cost>> = {};
  for (const call of measuredCalls(system, CALLERS)) {
    signal.throwIfAborted();
    await spentOn(call, call.few, meter);
    const few = await spentOn(call, call.few, meter);
    const many = call.many === call.few ? undefined : await spentOn(call, call.many, meter);
    const cost = many
      ? costOf({ units: call.few, spent: few }, { units: call.many, spent: many })
      : { each: few, perUnit: difference(few, few) };
    operations[call.operation] = cost;
    console.log(
      `  ${call.operation.padEnd(8)} each ${saidSpent(cost.each)}; per unit ${saidSpent(cost.perUnit)}`,
    );
  }
  return {
    measuredAt: new Date().toISOString(),
    machine: { cores: availableParallelism(), cpu: cpus()[0]?.model ?? 'unknown' },
    operations: operations as Record<Operation, Cost>,
    bytes: await measureBytes(system),
  };
}

/** Microseconds of each call, after what had to be prepared. */
async function spentOn({ prepare }: MeasuredCall, units: number, meter: CpuMeter): Promise<Spent> {
  const { count, run } = await prepare(units);
  const before = await meter.read();
  await run();
  return dividedBy(difference(await meter.read(), before), count);
}
