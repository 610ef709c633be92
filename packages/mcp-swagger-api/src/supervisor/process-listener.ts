import type { ChildMessage, ProcessView } from 'mcp-swagger-ipc';
import type { HealthCheck } from './health-probe.js';
import type { ProcessEnd } from './process-end.js';

/** A rolling restart that succeeded. `drainMs`: so long may calls in flight take at the earlier process. */
export interface Replaced {
  generation: number;
  endpoint: string | null;
  replaced: { generation: number; endpoint: string | null; drainMs: number };
}

/** Told what one server's processes do. */
export interface ProcessListener {
  message(generation: number, message: ChildMessage): void;
  /** Whether one more line of a process may be read now, or is too many. */
  mayRead(): boolean;
  /** What processes said, raw; `unread`: how many more lines there were. */
  lines(stream: 'stdout' | 'stderr', lines: string[], unread: number): void;
  /** What there is to say about them. */
  remark(text: string): void;
  parseErrors(errors: number, detail: string): void;
  changed(process: ProcessView): void;
  checked(check: HealthCheck): void;
  ended(end: ProcessEnd): void;
  /** The later generation serves from now on; the earlier one drains. */
  replaced(replaced: Replaced): void;
}
