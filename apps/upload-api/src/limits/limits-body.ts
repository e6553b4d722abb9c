import type { LimitsBody } from '@waybill/contracts';
import { LIMIT_NAMES, type Limits, type Quota, type Usage } from '@waybill/domain';

/** What holds is what was set, or else the default. */
export function limitsBody({ limits, usage }: Quota, defaults: Limits): LimitsBody {
  const uses: Partial<Usage> = usage;
  const entries = LIMIT_NAMES.map((name) => {
    const max = limits[name] ?? defaults[name];
    const used = name in uses ? uses[name as keyof Usage] : undefined;
    return [name, { ...(max !== undefined && { max }), ...(used !== undefined && { used }) }];
  });
  return Object.fromEntries(entries) as LimitsBody;
}
