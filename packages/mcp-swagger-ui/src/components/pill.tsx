import type { ReactNode } from 'react';

export type Tone = 'good' | 'warn' | 'bad' | 'quiet';

const colours: Record<Tone, string> = { good: 'var(--good)', warn: 'var(--warn)', bad: 'var(--bad)', quiet: 'var(--quiet)' };

/** A word with a dot in its colour; the word says what the colour says. */
export function Pill({ tone, children, pulse = false }: { tone: Tone; children: ReactNode; pulse?: boolean }) {
  const colour = colours[tone];
  return (
    <span
      className="inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap"
      style={{ color: colour, background: `color-mix(in srgb, ${colour} 12%, transparent)` }}
    >
      <span className={`size-1.5 rounded-full ${pulse ? 'animate-pulse' : ''}`} style={{ background: colour }} />
      {children}
    </span>
  );
}
