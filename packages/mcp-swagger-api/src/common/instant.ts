/** The last whole second that was written, up to its milliseconds: most instants are of now. */
let second = Number.NaN;
let written = '';

/** An instant as REST and sockets show it: ISO 8601 in UTC, from epoch ms. */
export function toInstant(epochMs: number): string {
  const of = Math.floor(epochMs / 1_000);
  if (of !== second) {
    written = new Date(of * 1_000).toISOString().slice(0, -4);
    second = of;
  }
  const ms = Math.floor(epochMs - of * 1_000);
  return `${written}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`;
}
