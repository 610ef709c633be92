import type { Prompt, Resource } from 'mcp-swagger-parser';
import { definition } from '../upstream/arguments/name-arguments.js';

/** The most that an answer may hold (MCP "Completion"). */
const MOST_VALUES = 100;

const DEEPEST_LIST = 10;

/** What a client wants completed: an argument of a prompt, or a variable of a resource template. */
export type CompletionReference = { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string };

export type Completion = { values: string[]; total: number; hasMore: boolean };

/** Completes from the values that the document lists (`enum`); those that begin with what is there come before those that contain it. */
export function complete(offer: { prompts: readonly Prompt[]; resources: readonly Resource[] }, reference: CompletionReference, argument: { name: string; value: string }): Completion {
  const known = reference.type === 'ref/prompt' ? ofPrompt(offer, reference.name, argument.name) : ofTemplate(offer.resources, reference.uri, argument.name);
  const wanted = argument.value.toLowerCase();
  const beginning = known.filter((value) => value.toLowerCase().startsWith(wanted));
  const containing = known.filter((value) => value.toLowerCase().includes(wanted) && !beginning.includes(value));
  const values = [...beginning, ...containing];
  return { values: values.slice(0, MOST_VALUES), total: values.length, hasMore: values.length > MOST_VALUES };
}

/** A prompt says the values of an argument itself, or hands it to a resource whose document does. */
function ofPrompt({ prompts, resources }: { prompts: readonly Prompt[]; resources: readonly Resource[] }, name: string, argument: string): string[] {
  const prompt = prompts.find((one) => one.name === name);
  const declared = prompt?.arguments.find((one) => one.name === argument)?.enum;
  if (prompt === undefined || declared !== undefined) return declared ?? [];
  for (const message of prompt.messages) {
    if (!('resource' in message) || !message.resource.includes(`{${argument}}`)) continue;
    for (const resource of resources) {
      const variable = variableAt(message.resource, resource.uriTemplate, argument);
      if (variable !== undefined) return valuesOf(resource, variable);
    }
  }
  return [];
}

function ofTemplate(resources: readonly Resource[], uriTemplate: string, variable: string): string[] {
  const resource = resources.find((one) => one.uriTemplate === uriTemplate);
  return resource === undefined ? [] : valuesOf(resource, variable);
}

/** The name that a template has for the place where a prompt puts its argument, when both are the same but for names. */
function variableAt(used: string, template: string | undefined, argument: string): string | undefined {
  const shape = (text: string): string => text.replaceAll(/\{[^{}]*\}/g, '{}');
  if (template === undefined || shape(used) !== shape(template)) return undefined;
  const names = (text: string): string[] => [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => (match[1] ?? '').replace(/^[+#./;?&]/, ''));
  return names(template)[names(used).indexOf(argument)];
}

function valuesOf({ tool }: Resource, argument: string): string[] {
  const properties = tool.inputSchema['properties'];
  const schema: unknown = typeof properties === 'object' && properties !== null && Object.hasOwn(properties, argument) ? (properties as Record<string, unknown>)[argument] : undefined;
  return enumOf(schema, tool.inputSchema).filter((value) => value !== null).map(String);
}

/** The values of a schema or of the items of a list, each one reference deep. Lists of lists may be each other's items. */
function enumOf(schema: unknown, root: Record<string, unknown>, depth = 0): unknown[] {
  if (typeof schema !== 'object' || schema === null || depth > DEEPEST_LIST) return [];
  const target = (definition(root, (schema as Record<string, unknown>)['$ref']) ?? schema) as Record<string, unknown>;
  if (Array.isArray(target['enum'])) return target['enum'];
  return enumOf(target['items'], root, depth + 1);
}
