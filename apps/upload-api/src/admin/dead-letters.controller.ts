import { Controller, Get, Query } from '@nestjs/common';
import {
  listDeadLettersQuerySchema,
  type DeadLetterListBody,
  type ListDeadLettersQuery,
} from '@waybill/contracts';
import { Allow } from '../auth/access.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { deadLetterBody } from './admin-bodies.js';
import { ListDeadLetters } from './use-cases/list-dead-letters.js';

@Controller('v1/admin/dead-letters')
@Allow('admin')
export class DeadLettersController {
  constructor(private readonly listDeadLetters: ListDeadLetters) {}

  @Get()
  async list(
    @Query({ schema: listDeadLettersQuerySchema }) query: ListDeadLettersQuery,
  ): Promise<DeadLetterListBody> {
    const before = decodeCursor('deadLetters', query.cursor);
    const { items, total, next } = await this.listDeadLetters.execute({
      limit: query.limit,
      ...(before !== undefined && { before }),
    });
    return {
      items: items.map(deadLetterBody),
      total,
      nextCursor: next && encodeCursor('deadLetters', next),
    };
  }
}
