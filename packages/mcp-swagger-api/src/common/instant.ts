/** An instant as REST and sockets show it: ISO 8601 in UTC, from epoch ms. */
export function toInstant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
