import { canonical } from '../common/revision.js';
import type { Conversion } from './conversion.js';
import type { ToolChange, ToolDiff } from './tool-diff.js';

type Tool = Conversion['tools'][number];

/** Tools are the same by their name; arguments by their whole schema. */
export function compareTools(before: readonly Tool[], after: readonly Tool[]): ToolDiff {
  const earlier = new Map(before.map((tool) => [tool.name, tool]));
  const later = new Set(after.map(({ name }) => name));
  const common = after.flatMap((tool) => {
    const old = earlier.get(tool.name);
    return old === undefined ? [] : [changeOf(old, tool)];
  });
  const changed = common.filter(isChange);
  return {
    added: after.filter(({ name }) => !earlier.has(name)).map(({ name }) => name),
    removed: before.filter(({ name }) => !later.has(name)).map(({ name }) => name),
    changed,
    unchanged: common.length - changed.length,
  };
}

function changeOf(before: Tool, after: Tool): ToolChange {
  const [old, now] = [argumentsOf(before), argumentsOf(after)];
  const names = [...now.texts.keys()];
  const staying = names.filter((name) => old.texts.has(name));
  return {
    name: after.name,
    text: before.title !== after.title || before.description !== after.description,
    operation: before._meta.method !== after._meta.method || before._meta.path !== after._meta.path,
    annotations: canonical(before.annotations) !== canonical(after.annotations),
    arguments: {
      added: names.filter((name) => !old.texts.has(name)),
      removed: [...old.texts.keys()].filter((name) => !now.texts.has(name)),
      changed: staying.filter((name) => old.texts.get(name) !== now.texts.get(name)),
      nowRequired: staying.filter((name) => now.required.has(name) && !old.required.has(name)),
      noLongerRequired: staying.filter((name) => old.required.has(name) && !now.required.has(name)),
    },
  };
}

function isChange({ text, operation, annotations, arguments: args }: ToolChange): boolean {
  return text || operation || annotations || Object.values(args).some((names) => names.length > 0);
}

/** Each argument as a text that is equal for equal schemas, with the definitions that it refers to. */
function argumentsOf({ inputSchema }: Tool): { texts: Map<string, string>; required: Set<unknown> } {
  const definitions = new Map(Object.entries(objectOf(inputSchema['$defs'])).map(([name, schema]) => [name, canonical(schema)]));
  const texts = Object.entries(objectOf(inputSchema['properties'])).map(([name, schema]): [string, string] => [name, withDefinitions(canonical(schema), definitions)]);
  const required = inputSchema['required'];
  return { texts: new Map(texts), required: new Set(Array.isArray(required) ? required : []) };
}

function withDefinitions(schema: string, definitions: ReadonlyMap<string, string>): string {
  const reached = new Map<string, string>();
  const waiting = [schema];
  for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
    for (const [, pointer = ''] of text.matchAll(/"#\/\$defs\/([^"/]+)/g)) {
      const name = pointer.replaceAll('~1', '/').replaceAll('~0', '~');
      const definition = definitions.get(name);
      if (definition === undefined || reached.has(name)) continue;
      reached.set(name, definition);
      waiting.push(definition);
    }
  }
  return [schema, ...[...reached].toSorted(([a], [b]) => (a < b ? -1 : 1)).flat()].join('\n');
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
