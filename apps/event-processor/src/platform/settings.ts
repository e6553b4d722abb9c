import type { Provider } from '@nestjs/common';
import { AddressPolicy, BucketSettings } from '@waybill/domain';
import type { Resolve } from '../webhooks/guarded-lookup.js';
import type { AppConfig } from './app-config.js';

/** Each part of the settings is a token of its own: who takes one says what it depends on. */
export { BucketSettings };

/** How lost events are healed. Times in seconds. */
export abstract class ReconcileRules {
  /** Without any change before a file is looked at for the first time. */
  abstract readonly quietFor: number;
  /** Between two looks at the same file, at most. */
  abstract readonly maxGap: number;
  /** Files looked at in one run, at most. */
  abstract readonly maxFiles: number;
  /** Pages of 1,000 chunks listed in one run, at most: each is a call to the store. */
  abstract readonly maxPages: number;
}

export abstract class ScrubRules {
  /** Seconds between two looks at the same file. */
  abstract readonly every: number;
  /** Files looked at in one run, at most: a call to the store each. */
  abstract readonly maxFiles: number;
}

export abstract class SweepRules {
  /** Seconds; nothing younger is touched. */
  abstract readonly grace: number;
  /** Of what is examined; a sweep that would remove more removes nothing. */
  abstract readonly maxShare: number;
}

/** How long is kept what only grows. Times in seconds. */
export abstract class RetentionRules {
  abstract readonly auditRetention: number;
  /** Of upload tokens after their end. */
  abstract readonly tokenRetention: number;
}

/** How webhooks are delivered. Times in seconds. */
export abstract class DeliveryPolicy {
  /** For one call. */
  abstract readonly timeout: number;
  abstract readonly retryDelays: readonly number[];
  abstract readonly pauseAfter: number;
  /** How long the log keeps a delivery. */
  abstract readonly retention: number;
  abstract readonly eventSource: string;
}

/** Which endpoints may be called. */
export abstract class EndpointSettings {
  abstract readonly addresses: AddressPolicy;
  abstract readonly allowHttp: boolean;
  /** Milliseconds for one call as a whole. */
  abstract readonly timeoutMs: number;
  /** In place of the system's look-up of names. */
  abstract readonly resolve?: Resolve;
}

/** The validated configuration, in the parts that classes ask for. */
export function settingsOf({ s3, processor, webhookTargets }: AppConfig) {
  return [
    setting(BucketSettings, s3),
    setting(ReconcileRules, processor.reconciler),
    setting(ScrubRules, processor.scrub),
    setting(SweepRules, processor.sweep),
    setting(RetentionRules, processor),
    setting(DeliveryPolicy, processor.webhooks),
    setting(EndpointSettings, {
      addresses: new AddressPolicy(webhookTargets.allowedNetworks),
      allowHttp: webhookTargets.allowHttp,
      timeoutMs: processor.webhooks.timeout * 1_000,
    }),
  ];
}

function setting<Settings>(token: abstract new () => Settings, useValue: Settings) {
  return { provide: token, useValue } satisfies Provider;
}
