/** No document that people write nests deeper; JSON.parse would make of each bracket an object of many times its size. */
export const MAX_JSON_DEPTH = 256;
const MAX_JSON_CONTAINERS = 2_000_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What is wrong with the shape of JSON text, looked at before it is parsed; undefined when it may be. Linear, and stops where it is too much. */
export function boundsPassedBy(json: Uint8Array): string | undefined {
  let depth = 0;
  let containers = 0;
  let isText = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (isText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      containers += 1;
      if (depth > MAX_JSON_DEPTH) return `The body nests deeper than ${MAX_JSON_DEPTH} levels.`;
      if (containers > MAX_JSON_CONTAINERS) return `The body has more than ${MAX_JSON_CONTAINERS} objects and lists.`;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return undefined;
}

/** body-parser's hook: looks at the bytes before they are parsed. Without a status of its own body-parser would call it forbidden. */
export function verifyBounds(_request: unknown, _response: unknown, body: Buffer): void {
  const detail = boundsPassedBy(body);
  if (detail !== undefined) throw Object.assign(new Error(detail), { status: 400, expose: true });
}
