import { isUtf8 } from 'node:buffer';

/** The text of a file: UTF-16 by its byte order mark or its zero bytes, else UTF-8; bytes that are not valid there are taken as Latin-1. */
export function decodeText(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return bytes.toString('utf16le', 2);
  if (first === 0xfe && second === 0xff) return bigEndian(bytes.subarray(2));
  if (first === 0 && second !== 0 && second !== undefined) return bigEndian(bytes);
  if (first !== 0 && first !== undefined && second === 0) return bytes.toString('utf16le');
  return isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1');
}

function bigEndian(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16().toString('utf16le');
}
