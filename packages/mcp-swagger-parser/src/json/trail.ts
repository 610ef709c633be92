import { append } from './json-pointer.js';

/** The way to a place, one step longer than the way to what is around it: a pointer that is only written out when somebody asks. */
export interface Trail {
  around: Trail | undefined;
  step: string | number;
}

/** The way to a place that is known by its pointer. */
export function trailAt(pointer: string): Trail {
  return { around: undefined, step: pointer };
}

/** The JSON pointer of a place. */
export function pointerOf({ around, step }: Trail): string {
  return around === undefined ? String(step) : append(pointerOf(around), step);
}
