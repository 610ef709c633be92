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
const TOOLS_PER_AJV = 100;

function checkSchemas(tools, problems) {
  let ajv;
  for (const [index, tool] of tools.entries()) {
    if (index % TOOLS_PER_AJV === 0) ajv = formats.default(new Ajv2020({ strict: false, logger: false, code: { optimize: false }, validateSchema: false }));
    for (const [part, schema] of Object.entries({ input: tool.inputSchema, output: tool.outputSchema })) {
      if (schema === undefined) continue;
      for (const reference of dangling(schema)) problems.push({ tool: tool.name, problem: `its ${part} refers to ${reference}, which is not there` });
      for (const problem of [...definitionProblems(ajv, schema), ...compileProblem(ajv, schema)]) problems.push({ tool: tool.name, problem: `its ${part} ${problem}` });
    }
  }
}

const validated = new WeakMap();

/** Definitions are shared between the tools, so each is validated against the meta-schema once. */
function definitionProblems(ajv, schema) {
  const { $defs = {}, ...rest } = schema;
  return [rest, ...Object.values($defs)].flatMap((part) => {
    if (typeof part === 'object' && !validated.has(part)) {
      validated.set(part, ajv.validateSchema(part) === true ? [] : [`is not valid 2020-12: ${ajv.errorsText(ajv.errors).slice(0, 200)}`]);
    }
    return validated.get(part) ?? [];
  });
}

function compileProblem(ajv, schema) {
  try {
    ajv.compile(schema);
    return [];
  } catch (error) {
    return [`does not compile: ${error.message.slice(0, 200)}`];
  }
}

const DATA = new Set(['examples', 'default', 'enum', 'const']);
const MAPS_OF_NAMES = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs']);

/** The references of a schema that lead nowhere in it. */
function dangling(schema) {
  const missing = new Set();
  const visit = (node, namesAreFree) => {
    if (node === null || typeof node !== 'object') return;
    if (!namesAreFree && typeof node.$ref === 'string' && !Object.hasOwn(schema.$defs ?? {}, definitionOf(node.$ref))) missing.add(node.$ref);
    for (const [key, child] of Object.entries(node)) if (namesAreFree || !DATA.has(key)) visit(child, !namesAreFree && MAPS_OF_NAMES.has(key));
  };
  visit(schema, false);
  return [...missing];
}

function definitionOf(reference) {
  const name = reference.startsWith('#/$defs/') ? reference.slice('#/$defs/'.length) : '';
  return decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~');
}
