import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Prompt, PromptMessage } from 'mcp-swagger-parser';
import { nearestName } from 'mcp-swagger-parser';
import type { ResourceContents } from '../upstream/tool-call-result.js';
import type { ResourceShelf } from './resource-shelf.js';

const LONGEST_ARGUMENT = 100_000;

type Content =
  | { type: 'text'; text: string }
  | { type: 'image'; data: string; mimeType: string }
  | { type: 'resource'; resource: ResourceContents };

/** A message of a prompt as MCP carries it. */
export interface FilledMessage {
  role: 'user' | 'assistant';
  content: Content;
}

/** A prompt without its messages. */
export type ListedPrompt = Omit<Prompt, 'messages' | 'arguments'> & { arguments: Omit<Prompt['arguments'][number], 'enum'>[] };

/** The prompts of a document. */
export class PromptBook {
  readonly #prompts: Map<string, Prompt>;

  constructor(
    readonly prompts: readonly Prompt[],
    private readonly shelf: ResourceShelf,
  ) {
    this.#prompts = new Map(prompts.map((prompt) => [prompt.name, prompt]));
  }

  /** A prompt as it is listed. */
  listed(): ListedPrompt[] {
    return this.prompts.map(({ messages: _messages, arguments: args, ...prompt }) => ({ ...prompt, arguments: args.map(({ enum: _values, ...argument }) => argument) }));
  }

  find(name: string): Prompt | undefined {
    return this.#prompts.get(name);
  }

  /** The messages of a prompt, its placeholders filled and its resources read. Rejects with ProtocolError (-32602). */
  async fill(name: string, given: Record<string, string>, signal: AbortSignal): Promise<{ description?: string; messages: FilledMessage[] }> {
    const prompt = this.#prompts.get(name);
    if (prompt === undefined) {
      const near = nearestName(name, [...this.#prompts.keys()]);
      throw wrong(`There is no prompt ${JSON.stringify(name.slice(0, 200))}${near === undefined ? '' : `; did you mean ${near}?`}`);
    }
    check(prompt, given);
    const messages: FilledMessage[] = [];
    // An argument that was left out is empty; braces that are no argument stay as they are.
    const values = { ...Object.fromEntries(prompt.arguments.map((argument) => [argument.name, ''])), ...given };
    for (const message of prompt.messages) messages.push(...(await this.#fillMessage(message, values, signal)));
    return { ...(prompt.description === undefined ? {} : { description: prompt.description }), messages };
  }

  async #fillMessage(message: PromptMessage, given: Record<string, string>, signal: AbortSignal): Promise<FilledMessage[]> {
    const { role } = message;
    if ('text' in message) return [{ role, content: { type: 'text', text: filled(message.text, given, (value) => value) } }];
    const isWhole = /^\{[^{}\s]+\}$/.test(message.resource);
    const uri = filled(message.resource, given, isWhole ? (value) => value : encodeURIComponent);
    const contents = await this.shelf.read(uri, signal);
    return contents.map((resource) => {
      const isImage = message.as === 'image' && 'blob' in resource;
      return { role, content: isImage ? { type: 'image', data: resource.blob, mimeType: resource.mimeType ?? 'application/octet-stream' } : { type: 'resource', resource } };
    });
  }
}

function check(prompt: Prompt, given: Record<string, string>): void {
  const names = prompt.arguments.map((argument) => argument.name);
  for (const { name, required } of prompt.arguments) {
    if (required && !Object.hasOwn(given, name)) throw wrong(`The prompt ${prompt.name} needs the argument ${name}.`);
  }
  for (const [name, value] of Object.entries(given)) {
    if (!names.includes(name)) throw wrong(`The prompt ${prompt.name} has no argument ${JSON.stringify(name.slice(0, 200))}; ${names.length === 0 ? 'it takes none' : `it takes ${names.join(', ')}`}.`);
    if (value.length > LONGEST_ARGUMENT) throw wrong(`The argument ${name} is longer than ${LONGEST_ARGUMENT} characters.`);
  }
}

/** Text with each `{argument}` replaced, once: what an argument holds is never read as a placeholder. */
function filled(text: string, given: Record<string, string>, encode: (value: string) => string): string {
  return text.replaceAll(/\{([^{}\s]+)\}/g, (whole, name: string) => (Object.hasOwn(given, name) ? encode(given[name] ?? '') : whole));
}

function wrong(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
