import type { Server } from 'node:http';
import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { BucketOwnership } from '@waybill/storage';
import { HeldRequests } from '../auth/held-requests.js';
import { KeyUse } from '../auth/key-use.js';
import { EventHub } from '../live/event-hub.js';
import { OpenStreams } from '../live/open-streams.js';
import { IdleConnections } from '../http/idle-connections.js';
import { IntakeBatcher } from '../storage-events/intake-batcher.js';
import { Closing } from './closing.js';
import { StoreProofKeeper } from './store-proof-keeper.js';

/** Starts what runs by itself, and at the end stops what would keep the server from closing. */
@Injectable()
export class Lifecycle
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private connections: IdleConnections | undefined;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly closing: Closing,
    private readonly hub: EventHub,
    private readonly streams: OpenStreams,
    private readonly held: HeldRequests,
    private readonly keyUse: KeyUse,
    private readonly intake: IntakeBatcher,
    private readonly profile: StoreProofKeeper,
    private readonly bucket: BucketOwnership,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.held.start();
    this.keyUse.start();
    await this.hub.start();
    this.connections = new IdleConnections(this.http.httpAdapter.getHttpServer() as Server);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closing.begin();
    this.profile.stop();
    this.held.stop();
    this.bucket.stop();
    this.streams.closeAll();
    this.intake.flush();
    this.connections?.startClosing();
    await this.keyUse.stop();
  }

  onApplicationShutdown(): void {
    this.connections?.stop();
    this.hub.stop();
  }
}
