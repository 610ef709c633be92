import type { BaseUrl } from '../request/base-url.js';
import { UpstreamError } from '../upstream-error.js';

/** Tells which origins may see the operator's headers and credentials: the base's, and those that the operator listed. Throws UpstreamError for a listed one that is no address. */
export function credentialOrigins(base: () => BaseUrl, listed: string[] = []): (origin: string) => boolean {
  const origins = new Set(listed.map((address) => {
    if (/^https?:/i.test(address) && URL.canParse(address)) return new URL(address).origin;
    throw new UpstreamError('CREDENTIALS', `${JSON.stringify(address)} is not an origin that can get credentials; expected https://host or https://host:port.`);
  }));
  return (origin) => origins.has(origin) || origin === originOf(base);
}

/** Undefined when the document does not say where its API is; then only servers of operations are called. */
function originOf(base: () => BaseUrl): string | undefined {
  try {
    return base().origin;
  } catch (error) {
    if (error instanceof UpstreamError) return undefined;
    throw error;
  }
}
