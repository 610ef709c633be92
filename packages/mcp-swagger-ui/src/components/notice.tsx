import { CircleAlert, Inbox } from 'lucide-react';
import type { ReactNode } from 'react';

/** What a page shows instead of its content: a sentence on why, and what can be done. */
export function Notice({ title, children, action, tone = 'quiet' }: { title: string; children?: ReactNode; action?: ReactNode; tone?: 'quiet' | 'bad' }) {
  const Icon = tone === 'bad' ? CircleAlert : Inbox;
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'} className="flex flex-col items-center gap-3 rounded-xl border border-dashed border-line bg-panel px-6 py-12 text-center">
      <Icon size={26} strokeWidth={1.5} aria-hidden className={tone === 'bad' ? 'text-bad-ink' : 'text-quiet'} />
      <h2 className={`text-base font-semibold ${tone === 'bad' ? 'text-bad-ink' : ''}`}>{title}</h2>
      {children !== undefined && <div className="max-w-lg text-quiet">{children}</div>}
      {action}
    </div>
  );
}

/** Grey bars where content is on its way. */
export function Skeleton({ rows, label }: { rows: number; label: string }) {
  return (
    <div role="status" aria-busy="true" className="flex flex-col gap-3" data-testid="loading">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="h-16 animate-pulse rounded-xl border border-line bg-panel" />
      ))}
    </div>
  );
}

/** A sentence on what went wrong, where it went wrong. */
export function Problem({ children, testId }: { children: ReactNode; testId?: string }) {
  return (
    <p role="alert" className="rounded-md border border-bad/40 bg-bad/10 px-3 py-2 text-[13px] break-words whitespace-pre-wrap" data-testid={testId}>
      {children}
    </p>
  );
}
