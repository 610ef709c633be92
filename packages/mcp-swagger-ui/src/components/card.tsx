import type { ReactNode } from 'react';

/** A panel with a heading and, at its right, what can be done with it. */
export function Card({ title, actions, children, className = '', flush = false }: { title?: ReactNode; actions?: ReactNode; children: ReactNode; className?: string; flush?: boolean }) {
  return (
    <section className={`min-w-0 rounded-xl border border-line bg-panel ${className}`}>
      {title !== undefined && (
        <header className="flex min-h-11 flex-wrap items-center justify-between gap-2 px-4 pt-2.5 pb-1.5">
          <h2 className="text-[14px] font-semibold">{title}</h2>
          {actions !== undefined && <div className="flex items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? '' : `px-4 pb-4 ${title === undefined ? 'pt-4' : 'pt-1'}`}>{children}</div>
    </section>
  );
}

/** One figure with its name, and what it means now. */
export function Figure({ label, value, note, tone = 'plain', testId }: { label: string; value: ReactNode; note?: ReactNode; tone?: 'plain' | 'good' | 'warn' | 'bad'; testId?: string }) {
  const colour = { plain: '', good: 'text-good-ink', warn: 'text-warn-ink', bad: 'text-bad-ink' }[tone];
  return (
    <div className="min-w-0 rounded-xl border border-line bg-panel px-4 py-3">
      <dt className="truncate text-xs text-quiet">{label}</dt>
      <dd className={`mt-0.5 truncate text-xl font-semibold ${colour}`} data-testid={testId}>
        {value}
      </dd>
      {note !== undefined && <dd className="mt-0.5 truncate text-xs text-quiet">{note}</dd>}
    </div>
  );
}

/** Names and values, one pair a row. */
export function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-[13px]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-quiet">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
