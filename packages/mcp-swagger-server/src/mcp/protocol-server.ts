import { type CallToolResult, type InputRequiredResult, type jsonSchemaValidator, type LoggingLevel, ProtocolError, ProtocolErrorCode, type ReadResourceResult, Server, type ServerContext, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { inNobodysName } from '../upstream/request/passed-headers.js';
import { UpstreamError } from '../upstream/index.js';
import { Asker } from './asking/asker.js';
import type { CallOptions, ToolCallResult } from '../upstream/tool-call-result.js';
import type { Catalogue } from './catalogue.js';
import type { PlainCall } from './plain-call.js';
import { MOST_WATCHED_BY_ONE, ResourceWatch } from './resource-watch.js';
import type { ToolCalls } from './tool-calls.js';

/** The stateless revision that is served beside the ones with sessions. */
export const STATELESS_PROTOCOL_VERSION = '2026-07-28';

/** Clients may keep lists for so long; they change with the document only. */
const LIST_HINT = { ttlMs: 60_000, cacheScope: 'private' } as const;

/** What a server says of itself. */
export interface Identity {
  name: string;
  version: string;
}

/** Finds the connection that a request came over. */
export type ConnectionOf = (context: ServerContext) => string | undefined;

/** Told when a list or a resource is not what it was. */
export interface ChangeListener {
  listsChanged(): void;
  resourceUpdated(uri: string): void;
}

/** Least first (RFC 5424). */
const LOG_LEVELS: readonly LoggingLevel[] = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];

// One of each for all sessions: there may be thousands of them, and each Server would keep its own.
const CACHE_HINTS = { 'tools/list': LIST_HINT, 'resources/list': LIST_HINT, 'resources/templates/list': LIST_HINT, 'prompts/list': LIST_HINT };
const CAPABILITIES = { tools: { listChanged: true }, resources: { listChanged: true, subscribe: true }, prompts: { listChanged: true }, completions: {}, logging: {} };
const PROTOCOL_VERSIONS = [...SUPPORTED_PROTOCOL_VERSIONS, STATELESS_PROTOCOL_VERSION];

/**
 * What users answer becomes arguments, and those are checked before they are sent. With a validator Server would build an Ajv of its own, 20 kB a
 * session.
 */
const noValidator: jsonSchemaValidator = {
  getValidator: () => (data) => ({ valid: true, data: data as never, errorMessage: undefined }),
};

/** Makes the protocol end of a connection; all of them share one catalogue, which a reload replaces. */
export class ProtocolServers {
  readonly #listeners = new Set<ChangeListener>();
  readonly #watch: ResourceWatch;
  readonly #asker = new Asker();
  /** Of the sessions that asked for a level; the others are told everything. */
  readonly #logLevels = new WeakMap<Server, LoggingLevel>();
  #catalogue: Catalogue;
  #serverInfo: Identity & { title: string };

  constructor(
    private readonly identity: Identity,
    catalogue: Catalogue,
    private readonly calls: ToolCalls,
    resourcePollIntervalMs: number,
  ) {
    this.#catalogue = catalogue;
    this.#serverInfo = { ...identity, title: catalogue.title };
    this.#watch = new ResourceWatch({
      // One reading for all who watch; it began in the name of the first.
      read: (uri, signal) => inNobodysName(() => this.#catalogue.shelf.read(uri, signal)),
      onUpdated: (uri) => {
        for (const listener of this.#listeners) listener.resourceUpdated(uri);
      },
      intervalMs: resourcePollIntervalMs,
    });
  }

  /** From now on everybody sees another catalogue, and is told so. */
  replace(catalogue: Catalogue): void {
    this.#catalogue = catalogue;
    this.#serverInfo = { ...this.identity, title: catalogue.title };
    for (const listener of this.#listeners) listener.listsChanged();
  }

  /** Adds a listener until what is returned is called. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Watches a resource until what is returned is called; undefined when too many are watched. */
  watch(uri: string): (() => void) | undefined {
    return this.#watch.add(uri);
  }

  /** Calls a tool without a Server, and gives what one would answer; undefined when that is for a Server: its tool is not known, or its user may have to be asked. */
  callDirectly({ name, args, meta }: PlainCall, sessionId: string, options: CallOptions): Promise<CallToolResult> | undefined {
    const plan = this.#catalogue.toolbox.plan(name, args);
    if (plan === undefined || plan.operation?.definition.operation.ask !== undefined) return undefined;
    return this.calls.run({ plan, sessionId, meta, end: options.end, onProgress: options.onProgress, onLog: options.onLog }).then(resultOf);
  }

  /** What a Server tells of itself. */
  get serverInfo(): Identity & { title: string } {
    return this.#serverInfo;
  }

  /** Whether the client of a session wants to hear of what is logged at a level. */
  isLogged(server: Server, level: LoggingLevel): boolean {
    const least = this.#logLevels.get(server);
    return least === undefined || LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least);
  }

  stop(): void {
    this.#watch.stop();
    this.#listeners.clear();
  }

  /** The Server of a connection that lasts: it hears of changes until it is closed. */
  createLasting(connectionOf: ConnectionOf): Server {
    const server = this.create(connectionOf);
    const subscribed = new Map<string, () => void>();
    // A client that went away, or a Server that never was connected, cannot be told.
    const ignore = (): void => {};
    const forget = this.onChange({
      listsChanged: () => {
        for (const told of [server.sendToolListChanged(), server.sendResourceListChanged(), server.sendPromptListChanged()]) void told.catch(ignore);
      },
      resourceUpdated: (uri) => {
        if (subscribed.has(uri)) void server.sendResourceUpdated({ uri }).catch(ignore);
      },
    });
    server.setRequestHandler('resources/subscribe', async ({ params }, context) => {
      await told(this.#catalogue.shelf.read(params.uri, context.mcpReq.signal));
      if (subscribed.has(params.uri)) return {};
      const release = subscribed.size < MOST_WATCHED_BY_ONE ? this.watch(params.uri) : undefined;
      if (release === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Too many resources are subscribed to; unsubscribe from others first.');
      subscribed.set(params.uri, release);
      return {};
    });
    server.setRequestHandler('resources/unsubscribe', ({ params }) => {
      subscribed.get(params.uri)?.();
      subscribed.delete(params.uri);
      return {};
    });
    server.setRequestHandler('logging/setLevel', ({ params }) => {
      this.#logLevels.set(server, params.level);
      return {};
    });
    const onclose = (): void => {
      forget();
      for (const release of subscribed.values()) release();
      subscribed.clear();
    };
    return Object.assign(server, { onclose });
  }

  /** The Server of one request of the stateless era; thrown away after it. */
  create(connectionOf: ConnectionOf): Server {
    const { title, instructions } = this.#catalogue;
    const server = new Server({ ...this.identity, title }, {
      capabilities: CAPABILITIES,
      instructions,
      jsonSchemaValidator: noValidator,
      requestState: { verify: this.#asker.verify },
      cacheHints: CACHE_HINTS,
      supportedProtocolVersions: PROTOCOL_VERSIONS,
    });
    server.setRequestHandler('tools/list', ({ params }) => {
      const { items, ...rest } = this.#catalogue.tools.page(params?.cursor);
      return { tools: items, ...rest };
    });
    server.setRequestHandler('tools/call', (request, context) => this.#call(request.params, context, server, connectionOf(context)));
    server.setRequestHandler('resources/list', ({ params }) => {
      const { items, ...rest } = this.#catalogue.resources.page(params?.cursor);
      return { resources: items, ...rest };
    });
    server.setRequestHandler('resources/templates/list', ({ params }) => {
      const { items, ...rest } = this.#catalogue.templates.page(params?.cursor);
      return { resourceTemplates: items, ...rest };
    });
    server.setRequestHandler('resources/read', async ({ params }, { mcpReq }): Promise<ReadResourceResult> => ({ contents: await told(this.#catalogue.shelf.read(params.uri, mcpReq.signal)) }));
    server.setRequestHandler('prompts/list', ({ params }) => {
      const { items, ...rest } = this.#catalogue.prompts.page(params?.cursor);
      return { prompts: items, ...rest };
    });
    server.setRequestHandler('prompts/get', async ({ params }, context) => {
      const { promptBook } = this.#catalogue;
      const outcome = this.#asker.beforePrompt(promptBook.find(params.name), params.arguments ?? {}, context, server);
      if ('ask' in outcome) return outcome.ask;
      return await told(promptBook.fill(params.name, outcome.args, context.mcpReq.signal));
    });
    server.setRequestHandler('completion/complete', ({ params }) => ({ completion: this.#catalogue.complete(params.ref, params.argument) }));
    return server;
  }

  async #call(params: { name: string; arguments?: Record<string, unknown> | undefined }, context: ServerContext, server: Server, sessionId: string | undefined): Promise<CallToolResult | InputRequiredResult> {
    const { name, arguments: args = {} } = params;
    const { toolbox } = this.#catalogue;
    const plan = toolbox.plan(name, args);
    if (plan === undefined) {
      const near = toolbox.nameLike(name);
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no tool ${JSON.stringify(name.slice(0, 200))}${near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`}`);
    }
    const outcome = plan.operation === undefined ? { args: undefined } : await this.#asker.beforeCall(plan.operation.definition, plan.operation.args, context, server);
    if ('ask' in outcome) return outcome.ask;
    if ('refused' in outcome) return { content: [{ type: 'text', text: outcome.refused }], isError: true };
    return resultOf(await this.calls.run({ plan, args: outcome.args, sessionId, meta: context.mcpReq._meta, ...this.#optionsOf(context, server) }));
  }

  /** How a call hears of its end, and tells how far it is. A client that went away cannot be told anything. */
  #optionsOf({ mcpReq }: ServerContext, server: Server): CallOptions {
    const progressToken = mcpReq._meta?.progressToken;
    return {
      signal: mcpReq.signal,
      onProgress: progressToken === undefined ? undefined : (progress) => void mcpReq.notify({ method: 'notifications/progress', params: { progressToken, ...progress } }).catch(() => {}),
      onLog: ({ level, data }) => {
        if (this.isLogged(server, level)) void mcpReq.log(level, data, 'upstream').catch(() => {});
      },
    };
  }
}

function resultOf({ content, structuredContent, _meta, isError }: ToolCallResult): CallToolResult {
  const result: CallToolResult = { content };
  if (structuredContent !== undefined) result.structuredContent = structuredContent;
  if (_meta !== undefined) result._meta = _meta;
  if (isError === true) result.isError = true;
  return result;
}

/** What went wrong at the upstream is an error of the protocol where there is no tool result to hold it. */
async function told<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UpstreamError) throw new ProtocolError(ProtocolErrorCode.InternalError, error.message);
    throw error;
  }
}
