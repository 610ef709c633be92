import type { ProcessView } from 'mcp-swagger-ipc';

/** The part of a server's answer that the tests read. */
export interface ServerBody {
  id: string;
  name: string;
  documentId: string;
  desiredState: string;
  auth: unknown;
  headers: unknown[];
  process: ProcessView;
}

/** RFC 9457. */
export interface ProblemBody {
  code: string;
  detail: string;
  status: number;
  line?: number;
}
