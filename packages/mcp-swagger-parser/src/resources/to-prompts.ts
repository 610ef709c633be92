import { booleanMember, isObject, listMember, member, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { LoadedDocument } from '../load/load-document.js';
import { Warnings } from '../warning.js';
import type { Warning } from '../warning.js';
import type { Prompt, PromptMessage } from './prompt.js';

type Warn = (message: string) => void;
type PromptArgument = Prompt['arguments'][number];

const PLACEHOLDER = /\{([A-Za-z_][\w.-]*)\}/g;

/** The prompts that a document offers (`x-mcp-prompts` at its root). One that is wrong is left out with a warning: half a prompt would say something else. */
export function toPrompts(document: LoadedDocument): { prompts: Prompt[]; warnings: Warning[] } {
  const warnings = new Warnings();
  const declared = member(document.root, 'x-mcp-prompts');
  if (declared === undefined || declared === null) return { prompts: [], warnings: [] };
  if (!Array.isArray(declared)) {
    warnings.add('X_MCP_PROMPT', '#/x-mcp-prompts', 'x-mcp-prompts is a list of prompts; it is left out.');
    return { prompts: [], warnings: warnings.list };
  }
  const prompts = new Map<string, Prompt>();
  for (const [index, value] of declared.entries()) {
    const pointer = append('#/x-mcp-prompts', index);
    const warn: Warn = (message) => warnings.add('X_MCP_PROMPT', pointer, message);
    const prompt = readPrompt(value, warn);
    if (prompt === undefined) continue;
    if (prompts.has(prompt.name)) warn(`There is another prompt ${JSON.stringify(prompt.name)}; this one is left out.`);
    else prompts.set(prompt.name, prompt);
  }
  return { prompts: [...prompts.values()], warnings: warnings.list };
}

function readPrompt(value: unknown, warn: Warn): Prompt | undefined {
  const name = isObject(value) ? textMember(value, 'name')?.trim() : undefined;
  if (!isObject(value) || name === undefined) {
    warn('A prompt is an object with a name and messages; this one is left out.');
    return undefined;
  }
  const leftOut = (reason: string): undefined => {
    warn(`The prompt ${JSON.stringify(name)} is left out: ${reason}.`);
  };
  const args = readEach(value, 'arguments', readArgument);
  if (args === undefined) return leftOut('its arguments are a list of {name, description?, required?}');
  if (new Set(args.map((argument) => argument.name)).size < args.length) return leftOut('two of its arguments have one name');
  const messages = readEach(value, 'messages', readMessage);
  if (messages === undefined || messages.length === 0) return leftOut('its messages are a list of {role?: user or assistant, text} or {role?, resource: a URI, as?: image}');
  const unknown = unknownPlaceholders(messages, args);
  if (unknown.length > 0) warn(`The prompt ${JSON.stringify(name)} declares no argument ${unknown.join(', ')}; in its text ${unknown.map((one) => `{${one}}`).join(', ')} stays as it is.`);
  const title = textMember(value, 'title');
  const description = textMember(value, 'description');
  return { name, ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }), arguments: args, messages };
}

/** The members of a list, each read; undefined when one of them cannot be. */
function readEach<T>(owner: JsonObject, key: string, read: (value: unknown) => T | undefined): T[] | undefined {
  const list = member(owner, key) ?? [];
  if (!Array.isArray(list)) return undefined;
  const results = list.map((value: unknown) => read(value)).filter((one) => one !== undefined);
  return results.length === list.length ? results : undefined;
}

function readArgument(value: unknown): PromptArgument | undefined {
  const name = isObject(value) ? textMember(value, 'name')?.trim() : undefined;
  if (!isObject(value) || name === undefined) return undefined;
  const description = textMember(value, 'description');
  const values = listMember(value, 'enum').filter((one) => typeof one === 'string');
  return { name, ...(description === undefined ? {} : { description }), required: booleanMember(value, 'required') ?? false, ...(values.length === 0 ? {} : { enum: values }) };
}

function readMessage(value: unknown): PromptMessage | undefined {
  if (!isObject(value)) return undefined;
  const role = member(value, 'role') ?? 'user';
  const text = textMember(value, 'text');
  const resource = textMember(value, 'resource');
  const as = member(value, 'as');
  if ((role !== 'user' && role !== 'assistant') || (text === undefined) === (resource === undefined)) return undefined;
  if (text !== undefined) return as === undefined ? { role, text } : undefined;
  if (resource === undefined || (as !== undefined && as !== 'image')) return undefined;
  return { role, resource, ...(as === undefined ? {} : { as }) };
}

function unknownPlaceholders(messages: PromptMessage[], args: PromptArgument[]): string[] {
  const declared = new Set(args.map(({ name }) => name));
  const used = messages.flatMap((message) => [...('text' in message ? message.text : message.resource).matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''));
  return [...new Set(used)].filter((name) => !declared.has(name));
}
