import type { Provider } from '@nestjs/common';
import { AddressPolicy, BucketSettings, type Limits } from '@waybill/domain';
import { DefaultLimits } from '../limits/default-limits.js';
import type { ApiConfig } from './api-config.js';

/** Each part of the settings is a token of its own: who takes one says what it depends on. */
export { BucketSettings };

/** Seconds and bytes. */
export abstract class UploadSettings {
  abstract readonly chunkUrlExpiresIn: number;
  /** Where the client says nothing. */
  abstract readonly fileExpiresIn: number;
  /** An installation's own limit below that of S3. */
  abstract readonly maxFileSize?: number;
}

export abstract class IntakeSettings {
  /** Milliseconds that the first event of a batch waits for others, at most. */
  abstract readonly gatherMs: number;
  /** A batch goes as soon as it has this many events. */
  abstract readonly batchSize: number;
  /** Events that may wait, or be on their way to Redis, at once. */
  abstract readonly maxWaiting: number;
}

export abstract class CallerSettings {
  abstract readonly storeToken: string;
  /** From one address, before it has to wait. */
  abstract readonly wrongKeysPerMinute: number;
  abstract readonly streamsPerKey: number;
  abstract readonly streamsPerTenant: number;
}

export abstract class SnsSettings {
  /** The topics that are taken; absent, any. */
  abstract readonly topicArns?: readonly string[];
}

export abstract class WebhookSettings {
  abstract readonly addresses: AddressPolicy;
  /** True where http is taken as well as https. */
  abstract readonly allowHttp: boolean;
  abstract readonly maxPerTenant: number;
}

/** About 5 MB of events, and some seconds of a busy store. */
const MAX_WAITING = 20_000;

/** The validated configuration, in the parts that classes ask for. */
export function settingsOf({ s3, upload, callers, webhooks, limits }: ApiConfig) {
  return [
    setting(BucketSettings, s3),
    setting(UploadSettings, upload),
    setting(IntakeSettings, {
      gatherMs: upload.intakeGatherMs,
      batchSize: upload.intakeBatchSize,
      maxWaiting: MAX_WAITING,
    }),
    setting(CallerSettings, { ...callers, storeToken: upload.storeToken }),
    setting(DefaultLimits, {
      tenant: {
        ...present(limits),
        streams: callers.streamsPerTenant,
        ...(upload.maxFileSize !== undefined && { fileSize: upload.maxFileSize }),
      },
      key: { streams: callers.streamsPerKey },
    }),
    setting(SnsSettings, upload.snsTopicArns ? { topicArns: upload.snsTopicArns } : {}),
    setting(WebhookSettings, {
      ...webhooks,
      addresses: new AddressPolicy(webhooks.allowedNetworks),
    }),
  ];
}

/** Without what is not there. */
function present(limits: { readonly [Name in keyof Limits]?: number | undefined }): Limits {
  return Object.fromEntries(Object.entries(limits).filter(([, max]) => max !== undefined));
}

function setting<Settings>(token: abstract new () => Settings, useValue: Settings) {
  return { provide: token, useValue } satisfies Provider;
}
