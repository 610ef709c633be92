const colours: Record<string, string> = {
  GET: 'text-accent-ink bg-accent/12',
  POST: 'text-good-ink bg-good/14',
  PUT: 'text-warn-ink bg-warn/16',
  PATCH: 'text-warn-ink bg-warn/16',
  DELETE: 'text-bad-ink bg-bad/12',
};

/** An HTTP method in the colour that API tools gave it. */
export function MethodTag({ method }: { method: string }) {
  const name = method.toUpperCase();
  return <span className={`inline-block min-w-14 shrink-0 rounded px-1.5 py-0.5 text-center font-mono text-[11px] font-semibold ${colours[name] ?? 'bg-quiet/12 text-quiet'}`}>{name}</span>;
}
