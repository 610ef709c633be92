/** What decides about one rule at one server. `clearAt`: null for the threshold with a tenth of room. */
export interface Condition {
  operator: 'atLeast' | 'atMost';
  threshold: number;
  clearAt: number | null;
  forSeconds: number;
  clearForSeconds: number;
}

/** Where a rule stands at one server. Times: ms on a clock that does not jump; `clearingSince`: it has been fine since then, and not for long enough. */
export type AlertState = { name: 'fine' } | { name: 'pending'; since: number } | { name: 'raised'; clearingSince?: number | undefined };

export const fine: AlertState = { name: 'fine' };

const MS = 1_000;

/** A tenth of room keeps a value that swings around the threshold from raising one alert after the other. */
const ROOM = 0.1;

/**
 * The next state after one look. It is raised after `forSeconds` beyond the threshold without a break, and over after `clearForSeconds` within
 * `clearAt`; in between nothing changes. Where there is no value, nothing is wrong.
 */
export function evaluate(state: AlertState, condition: Condition, value: number | undefined, now: number): AlertState {
  switch (state.name) {
    case 'fine':
      return isBeyond(value, condition) ? raiseWhenDue({ name: 'pending', since: now }, condition, now) : fine;
    case 'pending':
      return isBeyond(value, condition) ? raiseWhenDue(state, condition, now) : fine;
    case 'raised': {
      if (!isClear(value, condition)) return { name: 'raised' };
      const clearingSince = state.clearingSince ?? now;
      return now - clearingSince >= condition.clearForSeconds * MS ? fine : { name: 'raised', clearingSince };
    }
  }
}

function raiseWhenDue(pending: Extract<AlertState, { name: 'pending' }>, { forSeconds }: Condition, now: number): AlertState {
  return now - pending.since >= forSeconds * MS ? { name: 'raised' } : pending;
}

function isBeyond(value: number | undefined, { operator, threshold }: Condition): boolean {
  if (value === undefined) return false;
  return operator === 'atLeast' ? value >= threshold : value <= threshold;
}

function isClear(value: number | undefined, condition: Condition): boolean {
  if (value === undefined) return true;
  const { operator, threshold, clearAt } = condition;
  if (clearAt === null) return operator === 'atLeast' ? value < threshold - Math.abs(threshold) * ROOM : value > threshold + Math.abs(threshold) * ROOM;
  return operator === 'atLeast' ? value <= clearAt : value >= clearAt;
}
