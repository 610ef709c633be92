import { isObject } from '../json/json-object.js';

const SENTENCES: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused (is it running, and is the port right?)',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed while we were sending',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped coming',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its TLS certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its TLS certificate chain holds a self-signed one',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its TLS certificate cannot be verified',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the issuer of its TLS certificate is unknown',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on that port (is it http instead of https?)',
  EPROTO: 'the TLS handshake failed',
};

/** What went wrong on the wire, as the end of a sentence. */
export function describeFailure(error: unknown): string {
  const code = failureCode(error);
  if (code === undefined) return isObject(error) && typeof error['message'] === 'string' ? error['message'] : String(error);
  // The only one of our own, and its message says what to do.
  if (code === 'OUTGOING_FORBIDDEN') return refusalIn(error) ?? code;
  return SENTENCES[code] ?? (code.startsWith('HPE_') ? 'its answer does not match the HTTP/1.1 protocol' : code);
}

/** Of an error that was refused by policy, or of one of its causes: the message, without the end of its sentence. */
function refusalIn(error: unknown): string | undefined {
  if (!isObject(error)) return undefined;
  const { code, message, cause } = error;
  return code === 'OUTGOING_FORBIDDEN' && typeof message === 'string' ? message.replace(/\.$/, '') : refusalIn(cause);
}

/** The name of an error, such as `AbortError` or `TimeoutError`; errors of Node itself may be of another realm, so no class is asked. */
export function failureName(error: unknown): string | undefined {
  return isObject(error) && typeof error['name'] === 'string' ? error['name'] : undefined;
}

/** The code of Node, OpenSSL or undici in an error, its causes or its parts. */
export function failureCode(error: unknown): string | undefined {
  if (!isObject(error)) return undefined;
  if (typeof error['code'] === 'string') return error['code'];
  // Trying several addresses of a host gives an AggregateError.
  if (Array.isArray(error['errors'])) return error['errors'].map(failureCode).find((code) => code !== undefined);
  return failureCode(error['cause']);
}
