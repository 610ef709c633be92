import { randomUUID } from 'node:crypto';

// Node 20 has no JSON.rawJSON; a mark that no document can know stands in for it.
const MARK = `digits-${randomUUID()}:`;
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** JSON.parse, but integers beyond 2^53 come out as bigint with all their digits. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  return parseWith(text, (digits) => BigInt(digits));
}

/** JSON.parse, but integers beyond 2^53 come out as strings of their digits, for where a bigint cannot travel. Throws SyntaxError. */
export function parseJsonWithDigits(text: string): unknown {
  return parseWith(text, (digits) => digits);
}

/** JSON.stringify, but a bigint is written as a number. */
export function stringifyJson(value: unknown): string {
  let hasBigint = false;
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== 'bigint') return member;
    hasBigint = true;
    return `${MARK}${member}`;
  });
  return hasBigint ? text.replaceAll(new RegExp(`"${MARK}(-?\\d+)"`, 'g'), '$1') : (text ?? 'null');
}

function parseWith(text: string, revive: (digits: string) => unknown): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text) as unknown;
  // Only well-formed text is rewritten, so errors are about what came in.
  JSON.parse(text);
  const marked = text.replaceAll(TOKENS, (token) => (/^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${MARK}${token}"` : token));
  return JSON.parse(marked, (_key, member: unknown) =>
    typeof member === 'string' && member.startsWith(MARK) ? revive(member.slice(MARK.length)) : member,
  ) as unknown;
}
