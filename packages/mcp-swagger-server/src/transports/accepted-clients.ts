import { CLIENT_CAPABILITIES_META_KEY, CLIENT_INFO_META_KEY } from '@modelcontextprotocol/server';

/** So many clients are remembered, and none that says more of itself than so many characters. */
const MOST_CLIENTS = 1_000;
const LONGEST_WORDS = 2_000;

/** What clients of the stateless era say of themselves, each once accepted by the SDK. Who was not there for longest is forgotten first. */
export class AcceptedClients {
  /** Who they say they are, and what they say they can, as JSON. */
  readonly #words = new Set<string>();

  has(meta: Record<string, unknown>): boolean {
    const words = wordsOf(meta);
    if (!this.#words.delete(words)) return false;
    this.#words.add(words);
    return true;
  }

  add(meta: Record<string, unknown>): void {
    const words = wordsOf(meta);
    if (words.length > LONGEST_WORDS) return;
    this.#words.delete(words);
    this.#words.add(words);
    if (this.#words.size <= MOST_CLIENTS) return;
    for (const oldest of this.#words) {
      this.#words.delete(oldest);
      return;
    }
  }
}

function wordsOf(meta: Record<string, unknown>): string {
  return JSON.stringify([meta[CLIENT_INFO_META_KEY], meta[CLIENT_CAPABILITIES_META_KEY]]);
}
