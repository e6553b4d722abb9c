import { DomainError } from '../errors/domain-error.js';
import { StoreProfileSource, type StoreFacts } from '../ports/store-facts.js';

/**
 * What the store of `bucket` enforces, as far as this process has been told. The API proves it and
 * keeps it in the database, every process judges by it, and nobody is configured otherwise.
 */
export class KnownStore extends StoreProfileSource {
  private facts: StoreFacts | undefined;

  constructor(readonly bucket: string) {
    super();
  }

  learn(facts: StoreFacts): void {
    this.facts = facts;
  }

  get isKnown(): boolean {
    return this.facts !== undefined;
  }

  /** @throws DomainError store_unavailable where no API has proven anything yet */
  override get profile(): StoreFacts['profile'] {
    return this.current.profile;
  }

  /** @throws DomainError store_unavailable where no API has proven anything yet */
  get sealsFinals(): boolean {
    return this.current.sealsFinals;
  }

  get gaps(): readonly string[] {
    return this.facts?.gaps ?? [];
  }

  /** @throws DomainError store_unavailable where no API has proven anything yet */
  assertKnown(): void {
    void this.current;
  }

  private get current(): StoreFacts {
    if (this.facts) return this.facts;
    throw new DomainError(
      'store_unavailable',
      'What the store enforces is not known yet: no API has proven it.',
    );
  }
}
