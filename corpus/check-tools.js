// What must hold for every list of tools, whatever the document: the problems found, as sentences.
import { createRequire } from 'node:module';

// The parser's own development dependencies: this folder has none but the documents.
const require = createRequire(new URL('../packages/mcp-swagger-parser/package.json', import.meta.url));
const { Ajv2020 } = require('ajv/dist/2020.js');
const formats = require('ajv-formats');

const COMBINATORS = ['oneOf', 'anyOf', 'allOf', 'not', '$ref'];

export function checkTools(tools) {
  const problems = [];
  const names = new Set();
  for (const tool of tools) {
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(tool.name)) problems.push({ tool: tool.name, problem: 'its name is not legal' });
    if (names.has(tool.name)) problems.push({ tool: tool.name, problem: 'its name occurs twice' });
    names.add(tool.name);
    if (typeof tool.description !== 'string') problems.push({ tool: tool.name, problem: 'it has no description' });
    for (const argument of Object.keys(tool.inputSchema.properties ?? {})) {
      if (!/^[a-zA-Z0-9_.-]{1,64}$/.test(argument)) problems.push({ tool: tool.name, problem: `its argument ${JSON.stringify(argument)} is not legal` });
    }
    if (tool.inputSchema.type !== 'object') problems.push({ tool: tool.name, problem: 'its input is no object' });
    for (const keyword of COMBINATORS) if (keyword in tool.inputSchema) problems.push({ tool: tool.name, problem: `its input has ${keyword} at the root` });
    if (tool.outputSchema !== undefined && tool.outputSchema.type !== 'object') problems.push({ tool: tool.name, problem: 'its output is no object' });
  }
  checkSchemas(tools, problems);
  return problems;
}

// Generated code is kept by an Ajv for as long as it lives.
const SCHEMAS_PER_AJV = 200;
// Beyond this, a schema is compiled part by part: that all of its parts compile and all its references lead somewhere is the same, and takes minutes less.
const MOST_WHOLE_TOOLS = 1_500;

function checkSchemas(tools, problems) {
  const checkers = new Checkers();
  const isWhole = tools.length <= MOST_WHOLE_TOOLS;
  for (const tool of tools) {
    for (const [name, schema] of Object.entries({ input: tool.inputSchema, output: tool.outputSchema })) {
      if (schema === undefined) continue;
      const found = [...partsOf(schema).flatMap((part) => checkers.part(part, !isWhole)), ...dangling(schema), ...(isWhole ? checkers.compile(schema) : [])];
      for (const problem of found) problems.push({ tool: tool.name, problem: `its ${name} ${problem}` });
    }
  }
}

/** Definitions and parameters are shared between the tools of a document: a part is looked at once. */
function partsOf({ $defs = {}, properties = {}, ...rest }) {
  return [rest, ...Object.values($defs), ...Object.values(properties)].filter((part) => typeof part === 'object' && part !== null);
}

class Checkers {
  #ajv;
  #compiled = 0;
  #known = new WeakMap();

  /** The problems of a part: with the meta-schema, and, when asked for, with compiling it. */
  part(part, compiles) {
    const known = this.#known.get(part);
    if (known !== undefined) return known;
    const ajv = this.#fresh();
    const invalid = ajv.validateSchema(part) === true ? [] : [`is not valid 2020-12: ${ajv.errorsText(ajv.errors).slice(0, 200)}`];
    const problems = [...invalid, ...(compiles ? this.compile(withoutReferences(part, false)) : [])];
    this.#known.set(part, problems);
    return problems;
  }

  compile(schema) {
    try {
      this.#fresh().compile(schema);
      return [];
    } catch (error) {
      return [`does not compile: ${error.message.slice(0, 200)}`];
    }
  }

  #fresh() {
    if (this.#compiled++ % SCHEMAS_PER_AJV === 0) this.#ajv = formats.default(new Ajv2020({ strict: false, logger: false, code: { optimize: false }, validateSchema: false }));
    return this.#ajv;
  }
}

const DATA = new Set(['examples', 'default', 'enum', 'const']);
const MAPS_OF_NAMES = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs']);

/** The references of a schema that lead nowhere in it. */
function dangling(schema) {
  const missing = new Set(partsOf(schema).flatMap(referencesOf).filter((reference) => !Object.hasOwn(schema.$defs ?? {}, definitionOf(reference))));
  return [...missing].map((reference) => `refers to ${reference}, which is not there`);
}

const known = new WeakMap();

function referencesOf(part) {
  const before = known.get(part);
  if (before !== undefined) return before;
  const references = new Set();
  const visit = (node, namesAreFree) => {
    if (node === null || typeof node !== 'object') return;
    if (!namesAreFree && typeof node.$ref === 'string') references.add(node.$ref);
    for (const [key, child] of Object.entries(node)) if (namesAreFree || !DATA.has(key)) visit(child, !namesAreFree && MAPS_OF_NAMES.has(key));
  };
  visit(part, false);
  known.set(part, [...references]);
  return known.get(part);
}

function withoutReferences(node, namesAreFree) {
  if (Array.isArray(node)) return node.map((item) => withoutReferences(item, false));
  if (node === null || typeof node !== 'object') return node;
  const members = Object.entries(node).filter(([key]) => namesAreFree || key !== '$ref');
  return Object.fromEntries(members.map(([key, child]) => [key, !namesAreFree && DATA.has(key) ? child : withoutReferences(child, !namesAreFree && MAPS_OF_NAMES.has(key))]));
}

function definitionOf(reference) {
  const name = reference.startsWith('#/$defs/') ? reference.slice('#/$defs/'.length) : '';
  return decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~');
}
