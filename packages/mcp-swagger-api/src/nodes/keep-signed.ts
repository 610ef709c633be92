import type { IncomingMessage } from 'node:http';

/** What frames the message on its connection; nobody is told anything by them. */
const FRAMING = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'te', 'trailer', 'expect']);

/** Forgets every header of a request that the other node did not sign, its signature included: whoever stands between nodes adds nothing. */
export function keepSigned({ headers }: Pick<IncomingMessage, 'headers'>, signed: readonly string[]): void {
  for (const name of Object.keys(headers)) if (!FRAMING.has(name) && !signed.includes(name)) delete headers[name];
}
