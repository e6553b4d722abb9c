import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  dropDeadLettersSchema,
  listDeadLettersQuerySchema,
  replayDeadLettersSchema,
  type DeadLetterBody,
  type DeadLetterListBody,
  type DropDeadLettersBody,
  type DroppedLettersBody,
  type ListDeadLettersQuery,
  type ReplayDeadLettersBody,
  type ReplayedLetterBody,
  type ReplayedLetterListBody,
} from '@waybill/contracts';
import { DeadLetterAdmin } from '@waybill/domain';
import { Allow } from '../auth/access.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { deadLetterBody, letterFilter, listedLetterBody, replayedBody } from './letter-bodies.js';
import { ListDeadLetters } from './use-cases/list-dead-letters.js';
import { ReplayDeadLetters } from './use-cases/replay-dead-letters.js';

@Controller('v1/admin/dead-letters')
@Allow('admin')
export class DeadLettersController {
  constructor(
    private readonly listDeadLetters: ListDeadLetters,
    private readonly replayDeadLetters: ReplayDeadLetters,
    private readonly deadLetters: DeadLetterAdmin,
  ) {}

  @Get()
  async list(
    @Query({ schema: listDeadLettersQuerySchema }) query: ListDeadLettersQuery,
  ): Promise<DeadLetterListBody> {
    const before = decodeCursor('deadLetters', query.cursor);
    const { items, byReason, next } = await this.listDeadLetters.execute(letterFilter(query), {
      limit: query.limit,
      ...(before !== undefined && { before }),
    });
    return {
      items: items.map(listedLetterBody),
      total: Object.values(byReason).reduce((sum, count) => sum + count, 0),
      byReason,
      nextCursor: next && encodeCursor('deadLetters', next),
    };
  }

  @Get(':id')
  async inspect(@Param('id') id: string): Promise<DeadLetterBody> {
    return deadLetterBody(await this.deadLetters.find(id));
  }

  @Post('replay')
  @HttpCode(200)
  async replayMany(
    @Body({ schema: replayDeadLettersSchema.prefault({}) }) body: ReplayDeadLettersBody,
  ): Promise<ReplayedLetterListBody> {
    const [after, upTo] = decodeCursor('replays', body.cursor)?.split('-') ?? [];
    const { verdicts, next } = await this.replayDeadLetters.many(
      letterFilter(body),
      body.limit,
      after !== undefined && upTo !== undefined ? { after, upTo } : undefined,
    );
    const replayed = verdicts.filter(({ settled }) => settled).length;
    return {
      items: verdicts.map(replayedBody),
      replayed,
      kept: verdicts.length - replayed,
      nextCursor: next && encodeCursor('replays', `${next.after}-${next.upTo}`),
    };
  }

  @Post('drop')
  @HttpCode(200)
  async dropMany(
    @Body({ schema: dropDeadLettersSchema }) body: DropDeadLettersBody,
  ): Promise<DroppedLettersBody> {
    return { dropped: await this.deadLetters.drop(letterFilter(body)) };
  }

  @Post(':id/replay')
  @HttpCode(200)
  async replay(@Param('id') id: string): Promise<ReplayedLetterBody> {
    return replayedBody(await this.replayDeadLetters.one(id));
  }

  @Delete(':id')
  @HttpCode(204)
  drop(@Param('id') id: string): Promise<void> {
    return this.deadLetters.dropOne(id);
  }
}
