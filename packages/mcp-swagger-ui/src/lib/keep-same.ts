/**
 * For the cache, in place of its deep comparison: lists of the very same items, and maps of the same values, are the same as before, so that nobody draws.
 * Items are compared by identity; with ten thousand of them that takes microseconds.
 */
export function keepSame(before: unknown, now: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(now) && before.length === now.length && before.every((item, index) => item === now[index])) return before;
  if (before instanceof Map && now instanceof Map && before.size === now.size && [...before].every(([key, value]) => now.get(key) === value)) return before;
  return now;
}
