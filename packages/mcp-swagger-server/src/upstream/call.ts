import type { Agent } from 'undici';
import type { Tool } from 'mcp-swagger-parser';
import type { StructureCheck } from './answer/check-structure.js';
import type { HttpRequest } from './request/http-request.js';
import type { KeptAnswers } from './answer/kept-answers.js';
import type { PageContext } from './answer/next-page.js';
import type { Redirects } from './exchange/follow-redirects.js';
import type { Origins } from './exchange/origins.js';
import type { Projector } from './projection/projector.js';
import type { CallOptions } from './tool-call-result.js';

/** What all calls share. */
export interface CallMeans {
  dispatcher: Agent;
  origins: Origins;
  redirects: Redirects;
  /** True for the origins that may see credentials. */
  isTrusted: (origin: string) => boolean;
  kept: KeptAnswers;
  projector: Projector;
  structureCheck: StructureCheck | undefined;
  timeoutMs: number;
  maxResponseBytes: number;
  retries: number;
}

/** One call of one operation. */
export interface Call extends CallOptions {
  means: CallMeans;
  find: () => Tool;
  given: Record<string, unknown>;
  /** Checks the arguments of the operation. Throws UpstreamError. */
  validate: (tool: Tool, args: Record<string, unknown>) => Record<string, unknown>;
  /** Makes the request; run again for a second try with a new token. */
  prepare: (tool: Tool, args: Record<string, unknown>, signal: AbortSignal) => Promise<HttpRequest>;
  /** The upstream did not accept who we are. Gives whether trying again may help. */
  onUnauthorized: () => Promise<boolean>;
  pages: (tool: Tool) => Pick<PageContext, 'build' | 'secretNames'>;
}
