/** The same value with its texts as PostgreSQL can keep them: U+0000 and halves of surrogate pairs, which a process may say, become U+FFFD. */
export function storable<T>(value: T): T {
  return made(value) as T;
}

function made(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(made);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [storableText(key), made(field)]));
}

const UNSTORABLE = /[\0\ud800-\udfff]/;

function storableText(text: string): string {
  return UNSTORABLE.test(text) ? Buffer.from(text.replaceAll('\0', '\ufffd')).toString() : text;
}
