import { Injectable } from '@nestjs/common';
import {
  type ActingTenant,
  admitDeclaration,
  assertFileName,
  fieldError,
  type Creator,
  type FileCreation,
  StoreProfileSource,
  TenantData,
  Timers,
  type TokenPolicy,
  TransferStrategies,
} from '@waybill/domain';
import { DefaultLimits } from '../../limits/default-limits.js';
import { Ids } from '../../platform/ids.js';
import { BucketSettings, UploadSettings } from '../../platform/settings.js';
import { chooseStrategy } from '../rules/choose-strategy.js';
import { assertContentType, DEFAULT_CONTENT_TYPE } from '../rules/content-type.js';
import { declaredDigests, type DeclaredChunk } from '../rules/declared-digests.js';
import { idempotencyClaim } from '../rules/idempotency.js';
import { expiryOf } from '../rules/lifetime.js';
import { assertMetadata } from '../rules/metadata.js';
import { planFile } from '../rules/plan-file.js';
import { normaliseFingerprint } from '../rules/require-fingerprint.js';

/** Sizes in bytes, `expiresIn` in seconds. */
export interface FileDeclaration {
  readonly name: string;
  readonly size: number;
  readonly contentType?: string;
  readonly chunkSize?: number;
  readonly strategy?: string;
  readonly autoComplete?: boolean;
  readonly reportsChunks?: boolean;
  readonly fingerprint?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly expiresIn?: number;
  readonly chunks?: readonly DeclaredChunk[];
}

/** Whose file it will be, and by what it is declared, where that is known. */
export interface FileOwner {
  readonly tenantId: ActingTenant;
  readonly creator?: Creator;
  /** Of the upload token that it is declared by. */
  readonly policy?: TokenPolicy;
}

/**
 * Declares a file: its plan, its chunks, and when it expires if it is never finished. Chunks that
 * the tenant has stored already are there at once.
 */
@Injectable()
export class CreateFile {
  constructor(
    private readonly data: TenantData,
    private readonly strategies: TransferStrategies,
    private readonly store: StoreProfileSource,
    private readonly location: BucketSettings,
    private readonly uploads: UploadSettings,
    private readonly limits: DefaultLimits,
    private readonly ids: Ids,
    private readonly timers: Timers,
  ) {}

  /**
   * @throws DomainError with the codes of name, size, plan, content type, metadata and digests;
   *   idempotency_key_invalid, idempotency_key_reused; the codes of limitReached; by an
   *   upload token those of admitDeclaration, tokenLimitReached and tokenEnded
   */
  async execute(
    { tenantId, creator, policy }: FileOwner,
    declaration: FileDeclaration,
    idempotencyKey?: string,
  ): Promise<FileCreation> {
    const claim = idempotencyClaim(idempotencyKey, declaration, creator);
    const { name, size, contentType = DEFAULT_CONTENT_TYPE } = declaration;
    assertFileName(name);
    const plan = planFile(declaration);
    this.assertAllowedSize(size);
    assertContentType(contentType);
    const metadata = metadataOf(declaration, contentType, policy);
    const strategy = chooseStrategy(this.strategies, this.store, plan, {
      strategy: declaration.strategy ?? 'auto',
      autoComplete: declaration.autoComplete ?? false,
      reportsChunks: declaration.reportsChunks ?? false,
    });
    const digests = declaredDigests(plan, declaration.chunks);
    const creation = await this.data.of(tenantId).files.create(
      {
        id: this.ids.next(),
        tenantId,
        name,
        contentType,
        plan,
        strategy: strategy.name,
        autoComplete: strategy.sendsFinalObject || (declaration.autoComplete ?? false),
        metadata,
        bucket: this.location.bucket,
        expiresAt: expiryOf(
          new Date(this.timers.now()),
          declaration.expiresIn ?? this.uploads.fileExpiresIn,
        ),
        digests,
        defaultLimits: this.limits.tenant,
        ...(creator && { creator }),
        ...(declaration.fingerprint !== undefined && {
          declaredFingerprint: normaliseFingerprint(declaration.fingerprint, plan.chunkCount),
        }),
      },
      claim,
    );
    return digests.length === 0 ? creation : this.reuse(tenantId, creation);
  }

  /** Runs for a replay too: the first request may have ended before it came to this. */
  private async reuse(tenantId: ActingTenant, creation: FileCreation): Promise<FileCreation> {
    const { id } = creation.file;
    const own = this.data.of(tenantId);
    const reused = await own.chunks.reuseKnown(id);
    if (reused.length === 0) return creation;
    const file = await own.files.find({ fileId: id, tenantId });
    return file ? { ...creation, file } : creation;
  }

  private assertAllowedSize(size: number): void {
    const { maxFileSize } = this.uploads;
    if (maxFileSize === undefined || size <= maxFileSize) return;
    throw fieldError(
      'size_too_large',
      'size',
      `The size is over this installation's limit of ${maxFileSize} bytes.`,
    );
  }
}

/** What the client says of the file, and what the policy of its token does. */
function metadataOf(
  { size, metadata: declared = {} }: FileDeclaration,
  contentType: string,
  policy: TokenPolicy | undefined,
): Readonly<Record<string, string>> {
  assertMetadata(declared);
  if (!policy) return declared;
  const metadata = admitDeclaration(policy, { size, contentType, metadata: declared });
  assertMetadata(metadata);
  return metadata;
}
