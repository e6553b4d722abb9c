import { Injectable } from '@nestjs/common';

/** Tells whatever waits that this process is about to end. */
@Injectable()
export class Closing {
  private readonly controller = new AbortController();

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  begin(): void {
    this.controller.abort();
  }
}
