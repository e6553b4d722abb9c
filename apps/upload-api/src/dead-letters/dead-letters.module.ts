import { Module } from '@nestjs/common';
import { DeadLettersController } from './dead-letters.controller.js';
import { ListDeadLetters } from './use-cases/list-dead-letters.js';
import { ReplayDeadLetters } from './use-cases/replay-dead-letters.js';

@Module({
  controllers: [DeadLettersController],
  providers: [ListDeadLetters, ReplayDeadLetters],
})
export class DeadLettersModule {}
