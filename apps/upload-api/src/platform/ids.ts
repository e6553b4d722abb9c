import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';

/** Makes ids. */
@Injectable()
export class Ids {
  /** UUIDv7: ids order by time. */
  next(): string {
    return v7();
  }
}
