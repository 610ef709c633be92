import { parameterOf } from '../request/media-type.js';

/** A part of a multipart body; header names are in lower case. */
export interface BodyPart {
  headers: Record<string, string>;
  body: Buffer;
}

/** Of one body, and of one answer with those inside of its parts. */
export const MOST_PARTS = 1_000;
const LONGEST_HEADERS = 16 * 1024;

/** The parts of a multipart body (RFC 2046 section 5.1), or the reason, as a sentence, why it has none that can be told apart. */
export function splitMultipart(body: Buffer, contentType: string): BodyPart[] | string {
  const boundary = parameterOf(contentType, 'boundary');
  if (boundary === undefined || boundary === '') return 'its type names no boundary';
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  const parts: BodyPart[] = [];
  let at = findDelimiter(body, delimiter, 0);
  if (at === undefined) return `its boundary ${JSON.stringify(boundary.slice(0, 80))} is not in it`;
  for (;;) {
    if (at.isLast) return parts.length === 0 ? 'it has no parts' : parts;
    const next = findDelimiter(body, delimiter, at.end);
    if (next === undefined) return 'it ends without its closing boundary';
    if (parts.length === MOST_PARTS) return `it has more than ${MOST_PARTS} parts`;
    const part = readPart(body.subarray(at.end, Math.max(at.end, next.start)));
    if (part === undefined) return `the headers of its part ${parts.length + 1} do not end`;
    parts.push(part);
    at = next;
  }
}

interface Delimiter {
  /** Where the part before it ends: the line break belongs to the delimiter. */
  start: number;
  end: number;
  isLast: boolean;
}

function findDelimiter(body: Buffer, delimiter: Buffer, from: number): Delimiter | undefined {
  for (let index = body.indexOf(delimiter, from); index !== -1; index = body.indexOf(delimiter, index + 1)) {
    // The line break may be the one that ended the delimiter before: a part without headers and body.
    if (index !== 0 && body[index - 1] !== 0x0a) continue;
    let end = index + delimiter.length;
    const isLast = body[end] === 0x2d && body[end + 1] === 0x2d;
    if (isLast) end += 2;
    while (body[end] === 0x20 || body[end] === 0x09) end++;
    if (body[end] === 0x0d && body[end + 1] === 0x0a) end += 2;
    else if (body[end] === 0x0a) end += 1;
    // Another boundary may begin like ours.
    else if (!isLast || end !== body.length) continue;
    const start = index === 0 ? 0 : body[index - 2] === 0x0d ? index - 2 : index - 1;
    return { start, end, isLast };
  }
  return undefined;
}

function readPart(bytes: Buffer): BodyPart | undefined {
  if (bytes.length === 0) return { headers: {}, body: bytes };
  // A part without headers begins with the empty line.
  const lead = /^\r?\n/.exec(bytes.toString('latin1', 0, 2));
  if (lead !== null) return { headers: {}, body: bytes.subarray(lead[0].length) };
  const head = bytes.toString('latin1', 0, LONGEST_HEADERS);
  const end = /\r?\n\r?\n/.exec(head);
  // Headers and nothing else: the line break before the delimiter was the last of them.
  if (end === null && bytes.length > LONGEST_HEADERS) return undefined;
  const headers = readHeaders(end === null ? head : head.slice(0, end.index));
  const body = end === null ? bytes.subarray(bytes.length) : bytes.subarray(end.index + end[0].length);
  return { headers, body: undoTransfer(body, headers['content-transfer-encoding']) };
}

function readHeaders(text: string): Record<string, string> {
  const lines = text.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return Object.fromEntries(
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      return colon <= 0 ? [] : [[line.slice(0, colon).trim().toLowerCase(), Buffer.from(line.slice(colon + 1).trim(), 'latin1').toString('utf8')]];
    }),
  );
}

/** HTTP needs no Content-Transfer-Encoding, but mail software writes it (RFC 2045 section 6). */
function undoTransfer(body: Buffer, encoding: string | undefined): Buffer {
  switch (encoding?.toLowerCase() ?? '') {
    case 'base64':
      return Buffer.from(body.toString('latin1'), 'base64');
    case 'quoted-printable': {
      const joined = body.toString('latin1').replaceAll(/[ \t]*=\r?\n/g, '');
      return Buffer.from(joined.replaceAll(/=([0-9A-Fa-f]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1');
    }
    default:
      return body;
  }
}
