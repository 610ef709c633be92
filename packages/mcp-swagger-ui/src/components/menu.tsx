import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { menuPlace } from './menu-place';

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  onSelect: () => void;
  disabled?: boolean;
  /** Why it may not be chosen. */
  refused?: string | undefined;
  danger?: boolean;
  testId?: string;
}

/** A button that opens a list of actions; arrow keys move, Escape closes. */
export function Menu({ label, trigger, items, testId }: { label: string; trigger: ReactNode; items: MenuItem[]; testId?: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const [menu, at] = [list.current, button.current?.getBoundingClientRect()];
    if (!isOpen || menu === null || at === undefined) return;
    // Above all else: within a table, which scrolls, it would be cut or move the rows.
    menu.showPopover();
    const { left, top } = menuPlace(at, { width: menu.offsetWidth, height: menu.offsetHeight }, { width: document.documentElement.clientWidth, height: innerHeight });
    Object.assign(menu.style, { left: `${left}px`, top: `${top}px` });
  }, [isOpen]);
  useEffect(() => {
    if (!isOpen) return undefined;
    frame.current?.querySelector<HTMLElement>('[role=menuitem]:not(:disabled)')?.focus();
    const outside = (event: Event) => {
      if (!(event.target instanceof Node) || frame.current?.contains(event.target) !== true) setIsOpen(false);
    };
    // It stays where it is when its button moves.
    const scrolled = (event: Event) => {
      if (event.target instanceof Node && event.target.contains(frame.current)) setIsOpen(false);
    };
    const resized = () => setIsOpen(false);
    document.addEventListener('pointerdown', outside);
    document.addEventListener('scroll', scrolled, true);
    addEventListener('resize', resized);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('scroll', scrolled, true);
      removeEventListener('resize', resized);
    };
  }, [isOpen]);
  const close = () => {
    setIsOpen(false);
    button.current?.focus();
  };
  const move = (step: number) => {
    const entries = [...(frame.current?.querySelectorAll<HTMLElement>('[role=menuitem]:not(:disabled)') ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    entries[(at + step + entries.length) % entries.length]?.focus();
  };
  return (
    <div
      ref={frame}
      className="relative"
      onKeyDown={(event) => {
        if (!isOpen) return;
        // The browser goes on from here, and leaves no open menu behind.
        if (event.key === 'Tab') return setIsOpen(false);
        if (event.key === 'Escape') close();
        else if (event.key === 'ArrowDown') move(1);
        else if (event.key === 'ArrowUp') move(-1);
        else return;
        event.preventDefault();
      }}
    >
      <button
        ref={button}
        type="button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        data-testid={testId}
        className="inline-flex h-8 min-w-8 items-center justify-center gap-1.5 rounded-md px-2 text-[13px] text-quiet hover:bg-line/60 hover:text-ink"
        onClick={() => setIsOpen(!isOpen)}
      >
        {trigger}
      </button>
      {isOpen && (
        <div ref={list} popover="manual" role="menu" aria-label={label} className="fixed inset-auto m-0 min-w-44 rounded-lg border border-line bg-panel p-1 text-ink shadow-lg">
          {items.map(({ label: name, icon, onSelect, disabled = false, refused, danger = false, testId: id }) => (
            <button
              key={name}
              type="button"
              role="menuitem"
              disabled={disabled}
              aria-disabled={refused !== undefined}
              aria-description={refused}
              title={refused}
              data-testid={id}
              className={`flex w-full items-center gap-2 rounded-md px-2.5 py-1.5 text-left text-[13px] whitespace-nowrap hover:bg-raised focus-visible:-outline-offset-2 disabled:pointer-events-none disabled:opacity-45 aria-disabled:cursor-not-allowed! aria-disabled:opacity-45 ${danger ? 'text-bad-ink' : ''}`}
              onClick={() => {
                if (refused !== undefined) return;
                close();
                onSelect();
              }}
            >
              {icon}
              {name}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
