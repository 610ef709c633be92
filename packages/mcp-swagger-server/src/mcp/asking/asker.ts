import { randomBytes } from 'node:crypto';
import { createRequestStateCodec, inputRequired, type InputRequiredResult, inputResponse, ProtocolError, ProtocolErrorCode, type Server, type ServerContext } from '@modelcontextprotocol/server';
import type { Prompt, Tool } from 'mcp-swagger-parser';
import { type AskedBefore, readinessOf } from './ask.js';

/** Users are slow. */
const STATE_LIFE_S = 600;
const PROMPT_KEY = 'arguments';

/** A request that can be answered, or one that its user must be asked about first. */
type Outcome<T> = { args: T } | { ask: InputRequiredResult };

/**
 * Asks the user of a client for what a request lacks: by `input_required` where the revision knows it, and by elicitation in sessions; the SDK does the
 * latter for us. A client that shows no forms is never asked.
 */
export class Asker {
  /** What the client keeps between two rounds is sealed: nobody changes what was confirmed. A restart forgets the key, and its users are asked again. */
  readonly #codec = createRequestStateCodec({ key: randomBytes(32), ttlSeconds: STATE_LIFE_S, bind: ({ mcpReq, http }) => `${mcpReq.method} ${http?.authInfo?.clientId ?? ''}` });

  /** For the Servers. */
  readonly verify = async (state: string, context: ServerContext): Promise<unknown> => await this.#codec.verify(state, context);

  /** For a tool call; `refused` is a sentence about a user who does not want it. Throws ProtocolError (-32602) for the answers of another call. */
  async beforeCall(tool: Tool, args: Record<string, unknown>, context: ServerContext, server: Server): Promise<Outcome<Record<string, unknown>> | { refused: string }> {
    if (tool.operation.ask === undefined || !showsForms(server)) return { args };
    const { mcpReq } = context;
    const readiness = readinessOf(tool, { args, responses: mcpReq.inputResponses, before: mcpReq.requestState<AskedBefore>() });
    switch (readiness.name) {
      case 'ready':
        return { args: readiness.args };
      case 'refused':
        return { refused: readiness.message };
      case 'mistaken':
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, readiness.message);
      case 'asking':
        return { ask: inputRequired({ inputRequests: readiness.requests, requestState: await this.#codec.mint(readiness.before, context) }) };
    }
  }

  /** For a prompt: users choose those themselves, so they are always asked. Throws ProtocolError (-32602) when they do not want to answer. */
  beforePrompt(prompt: Prompt | undefined, given: Record<string, string>, context: ServerContext, server: Server): Outcome<Record<string, string>> {
    const missing = prompt?.arguments.filter(({ name, required }) => required && !Object.hasOwn(given, name)) ?? [];
    if (prompt === undefined || missing.length === 0 || !showsForms(server)) return { args: given };
    const reply = inputResponse(context.mcpReq.inputResponses, PROMPT_KEY);
    if (reply.kind === 'elicit' && reply.action !== 'accept') throw new ProtocolError(ProtocolErrorCode.InvalidParams, `The user did not want to give what the prompt ${prompt.name} needs.`);
    const content = reply.kind === 'elicit' ? (reply.content ?? {}) : {};
    const args = { ...given, ...Object.fromEntries(missing.flatMap(({ name }) => (typeof content[name] === 'string' ? [[name, content[name]] as const] : []))) };
    if (missing.every(({ name }) => Object.hasOwn(args, name))) return { args };
    const properties = Object.fromEntries(missing.map(({ name, description, enum: values }) => [name, { type: 'string' as const, ...(description === undefined ? {} : { description }), ...(values === undefined ? {} : { enum: values }) }]));
    const message = `${prompt.title ?? prompt.name} needs ${missing.map(({ name }) => name).join(', ')}.`;
    return { ask: inputRequired({ inputRequests: { [PROMPT_KEY]: inputRequired.elicit({ message, requestedSchema: { type: 'object', properties, required: missing.map(({ name }) => name) } }) } }) };
  }
}

/** `elicitation: {}` means forms; a client that only opens addresses says `{url: {}}`. */
function showsForms(server: Server): boolean {
  const elicitation = server.getClientCapabilities()?.elicitation;
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}
