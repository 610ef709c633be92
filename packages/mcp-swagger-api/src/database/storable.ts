const UNSTORABLE = /[\0\ud800-\udfff]/;

/** The same value with its texts as PostgreSQL can keep them: U+0000 and halves of surrogate pairs, which a process may say, become U+FFFD. */
export function storable<T>(value: T): T {
  return isStorable(value) ? value : (made(value) as T);
}

/** Nearly all values are, and need no copy. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !UNSTORABLE.test(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return true;
  if (Array.isArray(value)) return value.every(isStorable);
  for (const key in value) if (UNSTORABLE.test(key) || !isStorable((value as Record<string, unknown>)[key])) return false;
  return true;
}

function made(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(made);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [storableText(key), made(field)]));
}

function storableText(text: string): string {
  return UNSTORABLE.test(text) ? Buffer.from(text.replaceAll('\0', '\ufffd')).toString() : text;
}
