/** A JSON value that folds; deep parts are closed at first, long lists are shown up to a bound. */
export function JsonTree({ value, name, depth = 0 }: { value: unknown; name?: string; depth?: number }) {
  if (typeof value !== 'object' || value === null) {
    return (
      <div className="font-mono text-xs leading-5 break-words">
        <Name name={name} />
        <Leaf value={value} />
      </div>
    );
  }
  const entries = Object.entries(value);
  const shown = entries.slice(0, MOST_ENTRIES);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) {
    return (
      <div className="font-mono text-xs leading-5">
        <Name name={name} />
        {open}
        {close}
      </div>
    );
  }
  return (
    <details open={depth < 2} className="font-mono text-xs leading-5">
      <summary className="marker:text-quiet">
        <Name name={name} />
        <span className="text-quiet">
          {open} {entries.length} {close}
        </span>
      </summary>
      <div className="ml-1.5 border-l border-line pl-3">
        {shown.map(([key, part]) => (
          <JsonTree key={key} name={key} value={part} depth={depth + 1} />
        ))}
        {entries.length > shown.length && <span className="text-quiet">… {entries.length - shown.length}</span>}
      </div>
    </details>
  );
}

const MOST_ENTRIES = 200;

function Name({ name }: { name: string | undefined }) {
  return name === undefined ? null : <span className="text-accent-ink">{name}: </span>;
}

function Leaf({ value }: { value: unknown }) {
  const look = typeof value === 'string' ? 'text-good-ink' : 'text-warn-ink';
  return <span className={`whitespace-pre-wrap ${look}`}>{JSON.stringify(value) ?? 'undefined'}</span>;
}
