export interface Toast {
  id: number;
  tone: 'good' | 'bad';
  text: string;
}

const MOST = 4;
const SHOWN_MS = { good: 4_000, bad: 10_000 };

let shown: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function show(list: readonly Toast[]): void {
  shown = list;
  for (const listener of listeners) listener();
}

/** The toasts on the page, newest last. */
export const toasts = {
  read: () => shown,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

/** Shows a sentence for a while; failures stay longer. */
export function toast(tone: Toast['tone'], text: string): void {
  const id = next++;
  show([...shown, { id, tone, text }].slice(-MOST));
  setTimeout(() => dismissToast(id), SHOWN_MS[tone]);
}

export function dismissToast(id: number): void {
  show(shown.filter((known) => known.id !== id));
}
