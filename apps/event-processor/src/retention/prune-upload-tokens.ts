import { Inject, Injectable } from '@nestjs/common';
import { TokenHolders } from '@waybill/domain';
import { RetentionRules } from '../platform/settings.js';

const PAGE = 1_000;

/** Forgets upload tokens that have come to their end long ago. Files keep the ids of theirs. */
@Injectable()
export class PruneUploadTokens {
  constructor(
    @Inject(TokenHolders) private readonly tokens: Pick<TokenHolders, 'prune'>,
    @Inject(RetentionRules) private readonly rules: Pick<RetentionRules, 'tokenRetention'>,
  ) {}

  /** @returns how many tokens are forgotten */
  async execute(): Promise<number> {
    let total = 0;
    for (;;) {
      const pruned = await this.tokens.prune(this.rules.tokenRetention, PAGE);
      total += pruned;
      if (pruned < PAGE) return total;
    }
  }
}
