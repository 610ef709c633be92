import i18next from 'i18next';
import createClient from 'openapi-fetch';
import type { components, paths } from './generated/api';
import { sessionMiddleware } from './session';
import { type Problem, tellProblem } from './tell-problem';
import { formatsOf } from './formats';

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

/** An answer of the API that is an error (RFC 9457). Its message is in the language that the page has when it is read. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: string;
  /** The line of a document that is wrong, from 1. */
  readonly line: number | undefined;

  constructor(
    problem: Problem,
    readonly status: number,
  ) {
    super(problem.detail);
    this.code = problem.code;
    this.line = typeof problem['line'] === 'number' ? problem['line'] : undefined;
    Object.defineProperty(this, 'message', { get: () => tellProblem(i18next.t, formatsOf(i18next.language), problem) });
  }
}

/** The data of an answer. Throws ProblemError, whatever went wrong. */
export async function read<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer.catch((cause: unknown) => {
    throw new ProblemError({ code: 'UNREACHABLE', detail: cause instanceof Error ? cause.message : String(cause) }, 0);
  });
  if (response.ok) return data as T;
  throw problemOf(error, response.status);
}

/** The error that the body of an answer tells of, whatever that body is. */
export function problemOf(body: unknown, status: number): ProblemError {
  const said = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {};
  return new ProblemError({ ...said, code: said.code ?? 'UNKNOWN', detail: said.detail ?? `HTTP ${status}` }, status);
}
