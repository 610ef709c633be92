/** True for `.` and `..`, however often their dots are percent-encoded: some servers decode twice, and URL parsers collapse `%2e%2e` as well. */
export function isDotSegment(text: string): boolean {
  if (!/^(?:\.|%)/.test(text)) return false;
  let decoded = text;
  for (let round = 0; round < 3; round++) decoded = decoded.replaceAll(/%25/gi, '%').replaceAll(/%2e/gi, '.');
  return decoded === '.' || decoded === '..';
}
