import type { z } from 'zod';

/** `least` and `most` are included, `above` is not. */
export interface Limits {
  least: number;
  above: number;
  most: number;
}

const NO_LIMITS: Limits = { least: Number.NEGATIVE_INFINITY, above: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

type Checks = readonly z.core.$ZodCheck[] | undefined;

/** How long a text or list may be by its checks; undefined when they ask for more than that. */
export function lengthLimits(checks: Checks = []): Limits | undefined {
  const limits = { ...NO_LIMITS };
  for (const { _zod } of checks as readonly z.core.$ZodChecks[]) {
    const { def } = _zod;
    if (def.check === 'min_length') limits.least = Math.max(limits.least, def.minimum);
    else if (def.check === 'max_length') limits.most = Math.min(limits.most, def.maximum);
    else return undefined;
  }
  return limits;
}

/** How large a number may be by its checks, and whether it must be whole; undefined when they ask for more than that. */
export function numberLimits(checks: Checks = []): (Limits & { isWhole: boolean }) | undefined {
  const limits = { ...NO_LIMITS, isWhole: false };
  for (const { _zod } of checks as readonly z.core.$ZodChecks[]) {
    const { def } = _zod;
    if (def.check === 'greater_than' && def.inclusive) limits.least = Math.max(limits.least, Number(def.value));
    else if (def.check === 'greater_than') limits.above = Math.max(limits.above, Number(def.value));
    else if (def.check === 'less_than' && def.inclusive) limits.most = Math.min(limits.most, Number(def.value));
    else if (def.check === 'number_format' && def.format === 'safeint') limits.isWhole = true;
    else return undefined;
  }
  return limits;
}
