const LONGEST = 60;

/** A value of a document as a message shows it: the beginning of its JSON. */
export function shown(value: unknown): string {
  return asJson(value)?.slice(0, LONGEST) ?? 'nothing';
}

/** True for what can be written as JSON: bundling may lead a careless document into itself. */
export function isWritable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return true;
  return asJson(value) !== undefined;
}

function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
