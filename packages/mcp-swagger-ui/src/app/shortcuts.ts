/** What keys ask for. */
export type Wish = { type: 'go'; key: string } | { type: 'palette' } | { type: 'help' } | { type: 'search' } | { type: 'new' };

export interface Stroke {
  key: string;
  /** Ctrl, or Cmd on a Mac. */
  command: boolean;
  /** Someone writes in a field. */
  isTyping: boolean;
  at: number;
}

/** When `g` was pressed, as long as it waits for its second letter. */
export interface Pending {
  since: number | null;
}

/** The second letter must come within that time. */
const SEQUENCE_MS = 1_200;

/** What a stroke means after those before it. */
export function press({ since }: Pending, { key, command, isTyping, at }: Stroke): { pending: Pending; wish: Wish | null } {
  const none: Pending = { since: null };
  if (command) return { pending: none, wish: key.toLowerCase() === 'k' ? { type: 'palette' } : null };
  if (isTyping) return { pending: none, wish: null };
  if (since !== null && at - since <= SEQUENCE_MS && /^[a-z]$/.test(key)) return { pending: none, wish: { type: 'go', key } };
  switch (key) {
    case 'g':
      return { pending: { since: at }, wish: null };
    case '?':
      return { pending: none, wish: { type: 'help' } };
    case '/':
      return { pending: none, wish: { type: 'search' } };
    case 'n':
      return { pending: none, wish: { type: 'new' } };
    default:
      return { pending: none, wish: null };
  }
}
