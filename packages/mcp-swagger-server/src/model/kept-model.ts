import { createHash } from 'node:crypto';
import { isObject, type JsonObject, type Tool } from 'mcp-swagger-parser';
import type { DocumentModel } from './document-model.js';

const LINE_FEED = 10;
const LATER = ['inputSchema', 'outputSchema'] as const;

/** A model as it is kept, and what it was made of. */
export interface Artifact {
  key: string;
  /** Files that the document refers to, with what was in them. */
  references: { file: string; sha256: string }[];
  model: DocumentModel;
}

/** The first line of what is kept. */
interface Head extends Artifact {
  /** How many bytes each schema behind the first line has, and what they all hash to. */
  schemas: { lengths: number[]; sha256: string };
}

/**
 * Writes a model as one line of JSON without the schemas of its tools, and these one after the other behind it: they are half of it, and a start needs
 * none of them.
 */
export function writeModel({ key, references, model }: Artifact): Buffer {
  const texts = model.tools.flatMap((tool) => schemasOf(tool).map(({ schema }) => Buffer.from(JSON.stringify(schema), 'utf8')));
  const schemas = Buffer.concat(texts);
  // An empty schema keeps the place of its name: members keep their order.
  const tools = model.tools.map((tool) => ({ ...tool, ...Object.fromEntries(schemasOf(tool).map(({ name }) => [name, {}])) }));
  const head: Head = { key, references, model: { ...model, tools }, schemas: { lengths: texts.map(({ length }) => length), sha256: hashOf(schemas) } };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`, 'utf8'), schemas]);
}

/** Reads what was written; the schema of a tool is parsed when somebody looks at it. Undefined for anything else. Throws SyntaxError for a head that is damaged. */
export function readModel(bytes: Buffer): Artifact | undefined {
  const end = bytes.indexOf(LINE_FEED);
  if (end === -1) return undefined;
  const head: unknown = JSON.parse(bytes.toString('utf8', 0, end));
  const schemas = bytes.subarray(end + 1);
  if (!isHead(head) || hashOf(schemas) !== head.schemas.sha256) return undefined;
  const { lengths } = head.schemas;
  let index = 0;
  let start = 0;
  for (const tool of head.model.tools) {
    for (const { name } of schemasOf(tool)) {
      const text = schemas.subarray(start, (start += lengths[index++] ?? 0));
      readLater(tool, name, text);
    }
  }
  const { key, references, model } = head;
  return start === schemas.length && index === lengths.length ? { key, references, model } : undefined;
}

function schemasOf(tool: Tool): { name: (typeof LATER)[number]; schema: JsonObject }[] {
  return LATER.flatMap((name) => {
    const schema = tool[name];
    return schema === undefined ? [] : [{ name, schema }];
  });
}

function readLater(tool: Tool, name: (typeof LATER)[number], text: Buffer): void {
  Object.defineProperty(tool, name, {
    configurable: true,
    enumerable: true,
    get: () => {
      const value: unknown = JSON.parse(text.toString('utf8'));
      Object.defineProperty(tool, name, { configurable: true, enumerable: true, writable: true, value });
      return value;
    },
  });
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function isHead(value: unknown): value is Head {
  return isObject(value) && typeof value['key'] === 'string' && Array.isArray(value['references']) && isObject(value['model']) && Array.isArray(value['model']['tools']) && isObject(value['schemas']) && Array.isArray(value['schemas']['lengths']);
}
