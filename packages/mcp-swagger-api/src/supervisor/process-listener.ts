import type { ChildMessage, ProcessView } from 'mcp-swagger-ipc';
import type { ProcessEnd } from './process-past.js';

/** Told what one server's processes do. */
export interface ProcessListener {
  message(generation: number, message: ChildMessage): void;
  line(stream: 'stdout' | 'stderr' | 'supervisor', text: string): void;
  parseErrors(errors: number, detail: string): void;
  changed(process: ProcessView): void;
  ended(end: ProcessEnd): void;
}
