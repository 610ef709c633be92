/** Each tool of each server is a series of its own with a dozen buckets; beyond so many a server, the rest share one. */
const MAX_TOOLS = 50;

export const OTHER_TOOLS = '(other)';

/** Gives tools their label, and bounds how many there are: a document may rename its tools again and again. */
export class ToolLabels {
  readonly #servers = new Map<string, Set<string>>();

  labelOf(serverId: string, tool: string): string {
    let known = this.#servers.get(serverId);
    if (known === undefined) this.#servers.set(serverId, (known = new Set()));
    if (known.has(tool)) return tool;
    if (known.size >= MAX_TOOLS) return OTHER_TOOLS;
    known.add(tool);
    return tool;
  }

  /** Forgets a server, and gives the labels that it had. */
  forget(serverId: string): string[] {
    const known = this.#servers.get(serverId) ?? [];
    this.#servers.delete(serverId);
    return [...known, OTHER_TOOLS];
  }
}

/** A bounded word for the upstream's answer: its class, or none. */
export function statusLabel(upstreamStatus: number | undefined): string {
  return upstreamStatus === undefined ? 'none' : `${Math.min(9, Math.floor(upstreamStatus / 100))}xx`;
}

/** All that statusLabel can say. */
export const STATUS_LABELS = ['none', '0xx', '1xx', '2xx', '3xx', '4xx', '5xx', '6xx', '7xx', '8xx', '9xx'];
