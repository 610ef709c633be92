import { isUtf8 } from 'node:buffer';
import { parameterOf } from '../request/media-type.js';

/** Text of an answer, and what is to be said of it, as sentences. */
export interface DecodedText {
  text: string;
  remark?: string;
  /** Bytes were no text in the charset, so something is lost. */
  isDamaged?: boolean;
}

/** Reads text in the charset that its type declares; in UTF-8 when it declares none, or one that nobody knows. Bytes that are no text become U+FFFD, and that is told. */
export function decodeText(bytes: Uint8Array, contentType: string, isWhole = true): DecodedText {
  const charset = contentType.includes('charset') ? parameterOf(contentType, 'charset') : undefined;
  if (charset === undefined || /^utf-?8$/i.test(charset)) return decodeUtf8(bytes, isWhole);
  try {
    return { text: new TextDecoder(charset).decode(bytes) };
  } catch {
    const read = decodeUtf8(bytes, isWhole);
    const unknown = `The answer says that its charset is ${JSON.stringify(charset.slice(0, 50))}, which is not known; it was read as UTF-8.`;
    return { ...read, remark: read.remark === undefined ? unknown : `${unknown} ${read.remark}` };
  }
}

function decodeUtf8(bytes: Uint8Array, isWhole: boolean): DecodedText {
  // The last character of what was cut may be half there.
  const whole = isWhole ? bytes : bytes.subarray(0, characterStart(bytes, bytes.length));
  const start = whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf ? 3 : 0;
  const text = Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength).toString('utf8', start);
  return isUtf8(whole) ? { text } : { text, remark: 'The answer is not valid UTF-8; the bytes that are wrong are shown as \uFFFD.', isDamaged: true };
}

/** The last place at or before `end` where UTF-8 text can be cut without halving a character. */
export function characterStart(bytes: Uint8Array, end: number): number {
  for (let length = 1; length <= 4 && end - length >= 0; length++) {
    const byte = bytes[end - length] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > length ? end - length : end;
  }
  return end;
}
