import type { Auth } from './server-configuration.js';

const MASK = '***';

/** Shorter values would be found everywhere. */
const SHORTEST_SECRET = 4;

/** Credentials in a URL, and words that come before one. Each begins with what is rare: from a text of one long word, such as a child may print for ever, none may begin anew at every letter; and V8 remembers each repetition, of millions of which its stack is full. */
const SHAPES: [RegExp, string][] = [
  [/:\/\/[^\s/@:]{1,10000}:[^\s/@]{1,10000}@/g, `://${MASK}@`],
  [/\b(bearer|basic)\s{1,100}[\w.~+/=-]{8,100000}/gi, `$1 ${MASK}`],
  // The API's own keys, by their prefix.
  [/\bmcpsw_[0-9A-Za-z]{8,10000}/g, `mcpsw_${MASK}`],
];

/** Removes the given secrets, in each of the forms that they travel in, and what looks like one. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap((secret) =>
    secret.length < SHORTEST_SECRET ? [] : [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64')],
  );
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => {
    let redacted = text;
    for (const form of longestFirst) redacted = redacted.replaceAll(form, MASK);
    for (const [shape, mask] of SHAPES) redacted = redacted.replace(shape, mask);
    return redacted;
  };
}

/** The parts of a configuration that hold secrets. Of the keys of callers it has hashes only. */
interface Secretive {
  auth?: Auth | undefined;
  credentials?: Record<string, Auth>;
  headers?: Record<string, string>;
  internalApi?: { token?: string | undefined } | undefined;
  gateway?: { token: string } | undefined;
  telemetry?: { headers?: Record<string, string> | undefined } | undefined;
  access?: { oauth?: { introspection?: { clientId: string; clientSecret: string } | undefined } | undefined };
}

/** All that a configuration wants kept secret: what proves who we are, the values of its headers, and what the API proves itself with to us. */
export function secretsOf({ auth, credentials = {}, headers = {}, internalApi, gateway, telemetry, access }: Secretive): string[] {
  const introspection = access?.oauth?.introspection;
  const given = [...(auth === undefined ? [] : [auth]), ...Object.values(credentials)];
  return [...given.flatMap(secretsOfAuth), ...Object.values(headers), ...Object.values(telemetry?.headers ?? {}), ...[internalApi?.token, gateway?.token].filter((token) => token !== undefined), ...(introspection === undefined ? [] : [introspection.clientSecret, `${introspection.clientId}:${introspection.clientSecret}`])];
}

function secretsOfAuth(auth: Auth): string[] {
  switch (auth.type) {
    case 'bearer':
      return [auth.token];
    case 'basic':
      return [auth.password, `${auth.username}:${auth.password}`];
    case 'apikey':
      return [auth.value];
    case 'oauth2':
      return [auth.clientSecret, `${auth.clientId}:${auth.clientSecret}`];
  }
}
