/** A longer line is cut: thousands are kept of each server, and fifty travel with every change of its state. */
export const MAX_KEPT_CHARACTERS = 4_000;

/** A line of a child as it is kept and shown. */
export function keptLine(line: string): string {
  if (line.length <= MAX_KEPT_CHARACTERS) return line;
  // A slice would keep the whole line in memory; bytes there and back make a string of its own.
  const start = Buffer.from(line.slice(0, MAX_KEPT_CHARACTERS)).toString();
  return `${start}… (${line.length} characters)`;
}
