import { useEffect, useRef } from 'react';
import { type Pending, press, type Wish } from './shortcuts';

/** Listens to the keyboard and tells what was wished. An open dialog keeps its keys. */
export function useShortcuts(onWish: (wish: Wish) => void): void {
  const latest = useRef(onWish);
  latest.current = onWish;
  useEffect(() => {
    let pending: Pending = { since: null };
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || document.querySelector('dialog[open]') !== null) return;
      const outcome = press(pending, { key: event.key, command: event.ctrlKey || event.metaKey, isTyping: isField(event.target), at: event.timeStamp });
      ({ pending } = outcome);
      if (outcome.wish === null) return;
      event.preventDefault();
      latest.current(outcome.wish);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}
