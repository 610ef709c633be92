/** What was filled in; times are of the browser's zone. */
export interface AuditFilter {
  actor: string;
  action: string;
  target: string;
  from: string;
  to: string;
}

export const everything: AuditFilter = { actor: '', action: '', target: '', from: '', to: '' };

/** The filter as the API takes it: without what is empty, times as instants. */
export function toQuery({ from, to, ...words }: AuditFilter): Partial<Record<keyof AuditFilter, string>> {
  return {
    ...Object.fromEntries(Object.entries(words).flatMap(([name, word]) => (word.trim() === '' ? [] : [[name, word.trim()]]))),
    ...(from === '' ? {} : { from: new Date(from).toISOString() }),
    ...(to === '' ? {} : { to: new Date(to).toISOString() }),
  };
}
