import { constants } from 'node:os';

/** How a server ended, in the words of Node's `exit` event. */
export interface ServerExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const SIGNAL_NAMES = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name as NodeJS.Signals]));

/** A guard tells the end of its server as a shell does: above 128 it is 128 plus a signal (POSIX, "Exit Status for Commands"). */
export function serverExit(guard: ServerExit): ServerExit {
  const signal = guard.code === null ? undefined : SIGNAL_NAMES.get(guard.code - 128);
  return signal === undefined ? guard : { code: null, signal };
}

/** For messages: "code 1" or "signal SIGKILL". */
export function describeExit({ code, signal }: ServerExit): string {
  return signal === null ? `code ${code}` : `signal ${signal}`;
}
