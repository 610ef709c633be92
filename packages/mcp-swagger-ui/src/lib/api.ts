import createClient from 'openapi-fetch';
import type { components, paths } from './generated/api';
import { sessionMiddleware } from './session';

export type Server = components['schemas']['Server'];
export type Connection = components['schemas']['Connection'];
export type LogLine = components['schemas']['LogLine'];
export type Process = components['schemas']['Process'];
type ToolOfDocument = components['schemas']['Tool'];
/** What a server offers; tools of a program have no operation behind them. */
export type Tool = Omit<ToolOfDocument, '_meta'> & Partial<Pick<ToolOfDocument, '_meta'>>;
export type ToolChange = components['schemas']['ToolChange'];
export type ToolPatch = paths['/api/servers/{id}/tools/{name}']['patch']['requestBody']['content']['application/json'];
export type Document = components['schemas']['Document'];
export type EndedConnection = components['schemas']['EndedConnection'];
export type HealthCheck = components['schemas']['HealthCheck'];
export type Alert = components['schemas']['Alert'];
export type AlertRule = components['schemas']['AlertRule'];
export type CreateRule = paths['/api/alert-rules']['post']['requestBody']['content']['application/json'];
export type AuditEntry = components['schemas']['AuditEntry'];
export type Group = components['schemas']['Group'];
export type GroupMember = Group['members'][number];
export type DocumentVersion = components['schemas']['DocumentVersion'];
export type ShownRequest = components['schemas']['ShownRequest'];
export type ToolDiff = components['schemas']['ToolDiff'];
export type User = components['schemas']['User'];
export type ApiKey = components['schemas']['ApiKey'];
export type Me = paths['/api/auth/me']['get']['responses']['200']['content']['application/json'];
export type Call = components['schemas']['Call'];
export type System = components['schemas']['System'];
export type Ipc = paths['/api/system/ipc']['get']['responses']['200']['content']['application/json'];
export type CreateServer = paths['/api/servers']['post']['requestBody']['content']['application/json'];
export type Preview = paths['/api/documents/preview']['post']['responses']['200']['content']['application/json'];

/** The REST API, typed by its own OpenAPI document. */
export const api = createClient<paths>();
api.use(sessionMiddleware);

/** An answer of the API that is an error (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    message: string,
    readonly code: string,
    readonly status: number,
    /** The line of a document that is wrong, from 1. */
    readonly line?: number,
  ) {
    super(message);
  }
}

/** The data of an answer. Throws ProblemError, whatever went wrong. */
export async function read<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer.catch((cause: unknown) => {
    throw new ProblemError(cause instanceof Error ? cause.message : String(cause), 'UNREACHABLE', 0);
  });
  if (response.ok) return data as T;
  const { detail, code, line } = (typeof error === 'object' && error !== null ? error : {}) as { detail?: string; code?: string; line?: number };
  throw new ProblemError(detail ?? `HTTP ${response.status}`, code ?? 'UNKNOWN', response.status, line);
}
