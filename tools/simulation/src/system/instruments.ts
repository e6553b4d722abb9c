import type { Metrics } from '@waybill/event-processor/use-cases';
import type { Logger } from '@waybill/observability';

const nothing = (): void => undefined;
const counter = { inc: nothing };

/** Nobody scrapes a simulation; what became of each storage event is all that is told. */
export function metricsOf(
  countEvents: (outcome: string, count?: number) => void,
  partCopied: () => void = nothing,
): Metrics {
  const metrics = {
    countEvents,
    eventLag: { observe: nothing },
    assemblies: { startTimer: () => nothing },
    deadLetters: counter,
    partsCopied: { inc: partCopied },
    published: counter,
    relayFailures: counter,
    filesExpired: counter,
    verifications: counter,
    bytesReadBack: counter,
    chunksCorrupt: counter,
    filesReconciled: counter,
    chunksReconciled: counter,
    leftoversRemoved: counter,
    leftoversKept: { set: nothing },
    sweeps: counter,
    filesScrubbed: counter,
  };
  return metrics as unknown as Metrics;
}

export const NO_LOGGER = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
} as unknown as Logger;
