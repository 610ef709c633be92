/** Of configurations of before. */
const MOST_SECRETS = 1_000;

/** The secrets of the present configuration, and those of the ones before it, the newest first: what began under these may still tell of them. */
export function knownSecrets(present: readonly string[], before: readonly string[], most = MOST_SECRETS): string[] {
  const gone = [...new Set(before)].filter((secret) => !present.includes(secret));
  return [...present, ...gone.slice(0, most)];
}
