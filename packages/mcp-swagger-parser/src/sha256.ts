/** SHA-256 of texts, one after the other, in hex. What makes hashes is loaded by the first that wants one: many documents need none, and it takes as long as reading one. */
export function sha256(...texts: string[]): string {
  return texts.reduce((hash, text) => hash.update(text), process.getBuiltinModule('node:crypto').createHash('sha256')).digest('hex');
}
