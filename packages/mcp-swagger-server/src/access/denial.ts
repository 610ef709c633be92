/** Why somebody may not call; the message says what to do and holds nothing that was presented in secret. */
export interface Denial {
  /** Nothing was presented; it cannot be read; it is not good; it is good for less than this; or nobody can tell now. */
  kind: 'missing' | 'malformed' | 'invalid' | 'scope' | 'unavailable';
  message: string;
}
