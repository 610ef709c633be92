import type { ReactNode } from 'react';

export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'accent';

const colours: Record<Tone, string> = {
  good: 'text-good-ink bg-good/12 [&>i]:bg-good',
  warn: 'text-warn-ink bg-warn/14 [&>i]:bg-warn',
  bad: 'text-bad-ink bg-bad/12 [&>i]:bg-bad',
  accent: 'text-accent-ink bg-accent/12 [&>i]:bg-accent',
  quiet: 'text-quiet bg-quiet/12 [&>i]:bg-quiet',
};

/** A word with a dot in its colour; the word says what the colour says. */
export function Pill({ tone, children, pulse = false, dot = true, title }: { tone: Tone; children: ReactNode; pulse?: boolean; dot?: boolean; title?: string | undefined }) {
  return (
    <span title={title} className={`inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap ${colours[tone]}`}>
      {dot && <i aria-hidden className={`size-1.5 shrink-0 rounded-full ${pulse ? 'animate-pulse' : ''}`} />}
      {children}
    </span>
  );
}
