import { JSON_BOUNDS, jsonExcess } from '@waybill/contracts';

/** Undefined, which JSON cannot be, where it is none, or more than any store sends. */
export function parseJson(body: string): unknown {
  if (jsonExcess(body, JSON_BOUNDS)) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
