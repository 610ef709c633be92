import type { TFunction } from 'i18next';
import { tellReason } from './tell-reason';
import type { Format } from './formats';

/** What the API says of an error (RFC 9457): a stable code, its own sentence in English, and what stands in that as members of their own. */
export interface Problem {
  code: string;
  detail: string;
  [member: string]: unknown;
}

const GAP = /\{\{(\w+)\}\}/g;

/** A problem in the reader's language; in the API's own words where its code is unknown, or where it lacks what our words need. */
export function tellProblem(t: TFunction, format: Pick<Format, 'ms' | 'bytes'>, problem: Problem): string {
  const detail = tellReason(t, format, problem.detail);
  const words = t(`problem.${problem.code}`, { skipInterpolation: true, defaultValue: '' });
  const gaps = [...words.matchAll(GAP)].map(([, name]) => name as string);
  if (words === '' || gaps.some((name) => problem[name] === undefined)) return detail;
  const told = gaps.map((name) => [name, name === 'detail' ? detail : tellValue(t, name, problem[name])]);
  return t(`problem.${problem.code}`, { replace: Object.fromEntries(told) });
}

function tellValue(t: TFunction, name: string, value: unknown): string {
  return name === 'needed' ? t(`access.role.${String(value)}`) : String(value);
}
