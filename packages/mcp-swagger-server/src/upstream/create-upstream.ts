import type { Redirects } from './exchange/follow-redirects.js';
import { createDispatcher } from 'mcp-swagger-parser/dispatcher';
import type { OutgoingPolicy, Resource, Tool, Warning } from 'mcp-swagger-parser';
import type { BulkheadPolicy } from './exchange/bulkhead.js';
import type { Call, CallMeans } from './call.js';
import { callOperation } from './call-operation.js';
import { StructureCheck } from './answer/check-structure.js';
import type { CircuitPolicy } from './exchange/circuit.js';
import type { HttpRequest } from './request/http-request.js';
import { KeptAnswers } from './answer/kept-answers.js';
import type { PageContext } from './answer/next-page.js';
import { OAuthTokens } from './credentials/oauth-token.js';
import { Origins } from './exchange/origins.js';
import type { OriginState } from './exchange/origins.js';
import { withOwnHosts } from './credentials/own-hosts.js';
import { createRequestMaker } from './request/prepare-request.js';
import type { Prepared, RequestOptions } from './request/prepare-request.js';
import { Projector } from './projection/projector.js';
import { readResource } from './answer/read-resource.js';
import type { CallOptions, ResourceContents, ToolCallResult } from './tool-call-result.js';
import { UpstreamError } from './upstream-error.js';

/** What an upstream is made of. */
export interface UpstreamOptions extends RequestOptions {
  /** Resources whose operations may not be among the tools. */
  resources?: Resource[];
  /** `same-origin` unless told otherwise. */
  redirects?: Redirects;
  outgoing: OutgoingPolicy;
  /** For a whole call, retries included. */
  timeoutMs: number;
  /** So much of an answer is shown at once; what is more is cut and can be asked for. */
  maxResponseBytes: number;
  retries: number;
  /** When an origin that keeps failing is left alone, and for how long. */
  circuit?: Partial<CircuitPolicy>;
  /** How many calls an origin gets at once, and how many may wait. */
  bulkhead?: Partial<BulkheadPolicy>;
  /** True: output schemas are promises, and an answer that breaks one is an error. */
  areOutputSchemasStrict?: boolean;
}

/** The API behind the tools. */
export interface Upstream {
  /** What will not work although everything can start, and what to do about it. */
  readonly warnings: readonly Warning[];
  /** The request that a call would send, with secrets masked. Throws UpstreamError when it could not be sent. */
  buildRequest(toolName: string, args: Record<string, unknown>): HttpRequest;
  /** Calls a tool. Everything that goes wrong is a result with `isError`; it rejects never. */
  call(toolName: string, args: Record<string, unknown>, options?: CallOptions): Promise<ToolCallResult>;
  /** Reads a resource; `variables` are those of its template. Rejects with UpstreamError. */
  read(resource: Resource, variables: Record<string, unknown>, options?: { signal?: AbortSignal }): Promise<ResourceContents[]>;
  /** What an `answer:` URI names that a cut answer linked to; undefined when it is not kept any more, or never was. */
  rest(uri: string): ResourceContents[] | undefined;
  /** How the origins are that were called. */
  origins(): OriginState[];
  /** Ends open connections; calls under way fail. */
  close(): Promise<void>;
}

/** Connects tools to their API. Throws UpstreamError when the configuration cannot work for this document. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const tools = new Map(options.tools.map((tool) => [tool.name, tool]));
  const policy = withOwnHosts(options);
  const dispatcher = createDispatcher(policy, 'derived', { connectTimeoutMs: options.timeoutMs });
  const everyTool = [...new Set([...options.tools, ...(options.resources ?? []).map(({ tool }) => tool)])];
  const requests = createRequestMaker({ ...options, tools: everyTool }, new OAuthTokens(dispatcher, options.timeoutMs), policy);
  const find = (name: string): Tool => {
    const tool = tools.get(name);
    if (tool === undefined) throw new UpstreamError('TOOL_UNKNOWN', `There is no tool ${JSON.stringify(name)}.`);
    return tool;
  };
  const pages = (tool: Tool): Pick<PageContext, 'build' | 'secretNames'> => ({
    build: (args) => {
      const valid = requests.validate(tool, args);
      return { args: valid, request: requests.bare(tool, valid) };
    },
    secretNames: requests.secretNames(tool),
  });
  const means: CallMeans = {
    dispatcher,
    origins: new Origins(options.circuit, options.bulkhead),
    redirects: options.redirects ?? 'same-origin',
    isTrusted: requests.isTrusted,
    kept: new KeptAnswers(),
    projector: new Projector(),
    structureCheck: options.areOutputSchemasStrict === true ? new StructureCheck() : undefined,
    timeoutMs: options.timeoutMs,
    maxResponseBytes: options.maxResponseBytes,
    retries: options.retries,
  };
  const callOf = (findTool: () => Tool, given: Record<string, unknown>, callOptions: CallOptions): Call => {
    let sent: Prepared | undefined;
    // Written out: to spread objects of several shapes is slow, and this runs for every call.
    return {
      signal: callOptions.signal,
      end: callOptions.end,
      onProgress: callOptions.onProgress,
      onLog: callOptions.onLog,
      means,
      find: findTool,
      given,
      validate: requests.validate,
      prepare: async (tool, args, signal) => (sent = await requests.prepare(tool, args, signal)).request,
      onUnauthorized: async () => (await sent?.onUnauthorized()) ?? false,
      pages,
    };
  };

  return {
    warnings: requests.warnings,
    buildRequest(toolName, args) {
      const tool = find(toolName);
      return requests.show(tool, requests.validate(tool, args));
    },
    call: (toolName, args, callOptions = {}) => callOperation(callOf(() => find(toolName), args, callOptions)),
    async read(resource, variables, { signal } = {}) {
      return await readResource(resource, callOf(() => resource.tool, variables, { signal }));
    },
    rest: (uri) => means.kept.read(uri),
    origins: () => means.origins.states(),
    async close() {
      means.kept.clear();
      means.projector.close();
      await dispatcher.destroy();
    },
  };
}
