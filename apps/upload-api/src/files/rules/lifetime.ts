import { fieldError } from '@waybill/domain';

/** Seconds. */
const MIN_EXPIRES_IN = 60;
const MAX_EXPIRES_IN = 30 * 86_400;

/**
 * When an unfinished upload expires.
 * @param expiresIn seconds
 * @throws DomainError validation_failed
 */
export function expiryOf(now: Date, expiresIn: number): Date {
  const whole = Number.isInteger(expiresIn);
  if (!whole || expiresIn < MIN_EXPIRES_IN || expiresIn > MAX_EXPIRES_IN) {
    throw fieldError(
      'validation_failed',
      'expiresIn',
      `expiresIn is a whole number of seconds from ${MIN_EXPIRES_IN} to ${MAX_EXPIRES_IN}.`,
    );
  }
  return new Date(now.getTime() + expiresIn * 1_000);
}
