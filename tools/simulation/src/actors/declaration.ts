import { compositeFingerprint } from '@waybill/domain';
import type { FileDeclaration } from '@waybill/upload-api/use-cases';
import { type Content, digestOf, sizeOf } from '../store/content.js';
import type { Truth } from './truth.js';

/** How a client declares its file. */
export function declarationOf(truth: Truth): FileDeclaration {
  const { name, strategy, asksForAuto, autoComplete, contents, chunkSize, expiresIn } = truth;
  const early = truth.declaresEarly && declaresSha256(truth);
  return {
    name,
    size: contents.reduce((sum, content) => sum + sizeOf(content), 0),
    chunkSize,
    strategy: asksForAuto ? 'auto' : strategy,
    reportsChunks: asksForAuto && strategy === 'multipart',
    autoComplete,
    expiresIn,
    ...(early && {
      chunks: contents.map((content) => ({
        sha256: digestOf('sha256', content),
        ...(truth.declares === 'both' && { md5: digestOf('md5', content) }),
      })),
    }),
    ...(truth.withFingerprint && {
      fingerprint: compositeFingerprint(contents.map((one) => digestOf('sha256', one))),
    }),
  };
}

/** What it declares with a call for URLs. */
export function declaredDigests(truth: Truth, content: Content) {
  const { declares } = truth;
  return {
    ...(declaresSha256(truth) && { sha256: digestOf('sha256', content) }),
    ...((declares === 'md5' || declares === 'both') && { md5: digestOf('md5', content) }),
  };
}

function declaresSha256({ declares }: Truth): boolean {
  return declares === 'sha256' || declares === 'both';
}
