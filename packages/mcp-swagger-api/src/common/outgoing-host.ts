import { isIP } from 'node:net';
import { z } from 'zod';

const LABEL = String.raw`[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?`;
const NAME = new RegExp(String.raw`^${LABEL}(?:\.${LABEL})*$`, 'i');
const PORT = /:([1-9]\d{0,4})$/;

/** A host that requests may reach although its address is private: a name or an address, with or without a port, or a range like 10.0.0.0/8. */
export const outgoingHostSchema = z
  .string()
  .trim()
  .max(300)
  .refine(isHostOrRange, 'a host, a host with a port, or a range like 10.0.0.0/8 was expected');

function isHostOrRange(text: string): boolean {
  if (z.union([z.cidrv4(), z.cidrv6()]).safeParse(text).success || isIP(text) !== 0) return true;
  const host = text.replace(PORT, '');
  return NAME.test(host) || (/^\[.*\]$/.test(host) && isIP(host.slice(1, -1)) === 6);
}
