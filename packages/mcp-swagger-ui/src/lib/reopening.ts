/** As EventSource has it. */
const CLOSED = 2;

interface Source {
  readyState: number;
  close(): void;
}

/**
 * Keeps a stream of server-sent events open. A browser tries again by itself when nobody answers, and never again when a proxy answers 502 for an API
 * that starts: `whenBack` calls when the API is there, and gives what ends that. Returns what ends both.
 */
export function reopening(open: () => Source, whenBack: (again: () => void) => () => void): () => void {
  let source = open();
  const end = whenBack(() => {
    if (source.readyState === CLOSED) source = open();
  });
  return () => {
    end();
    source.close();
  };
}
