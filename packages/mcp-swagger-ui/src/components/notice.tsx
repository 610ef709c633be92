import type { ReactNode } from 'react';

/** What a page shows instead of its content: a sentence on why, and what can be done. */
export function Notice({ title, children, action, tone = 'quiet' }: { title: string; children?: ReactNode; action?: ReactNode; tone?: 'quiet' | 'bad' }) {
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className="flex flex-col items-center gap-3 rounded-xl border border-dashed border-[var(--line)] bg-[var(--panel)] px-6 py-14 text-center"
    >
      <h2 className={`text-base font-semibold ${tone === 'bad' ? 'text-[var(--bad)]' : ''}`}>{title}</h2>
      {children !== undefined && <p className="max-w-lg text-[var(--quiet)]">{children}</p>}
      {action}
    </div>
  );
}

/** Grey bars where content is on its way. */
export function Skeleton({ rows }: { rows: number }) {
  return (
    <div aria-busy="true" className="flex flex-col gap-3">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="h-20 animate-pulse rounded-xl border border-[var(--line)] bg-[var(--panel)]" />
      ))}
    </div>
  );
}
