import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';

/** By name, in small letters. */
type Passed = Readonly<Record<string, string>>;

/** Between the request of a client and the calls that it makes lie transport, protocol and queue, none of which has to know; it costs nothing where nothing is passed. */
const current = new AsyncLocalStorage<Passed>();

/** Does something in the name of a client's request: those of its headers that have these names go along to the upstream. */
export function passHeaders<T>(names: readonly string[], headers: IncomingHttpHeaders, act: () => T): T {
  if (names.length === 0) return act();
  const found = names.flatMap((name) => {
    const value = headers[name.toLowerCase()];
    return typeof value === 'string' ? [[name.toLowerCase(), value] as const] : [];
  });
  return current.run(Object.fromEntries(found), act);
}

/** What the client of this call passes on; undefined: nothing. */
export function passedHeaders(): Passed | undefined {
  return current.getStore();
}

/** For what is done for everybody, whoever began it. */
export function inNobodysName<T>(act: () => T): T {
  return current.exit(act);
}
