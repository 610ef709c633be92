import type { LoadedDocument } from '../load/load-document.js';
import { References } from '../json/references.js';
import { argumentNames } from '../operations/argument-names.js';
import { bindBody } from '../operations/bind-body.js';
import type { Body } from '../operations/bind-body.js';
import { bindParameters } from '../operations/bind-parameters.js';
import type { Parameter } from '../operations/bind-parameters.js';
import { bindResponses } from '../operations/bind-responses.js';
import { bindSecurity } from '../operations/bind-security.js';
import { bindServers } from '../operations/bind-servers.js';
import { listOperations } from '../operations/list-operations.js';
import type { Operation } from '../operations/list-operations.js';
import type { BodyBinding, OperationBinding, ParameterBinding, RequiredScheme } from '../operations/operation-binding.js';
import { SchemaCopier } from '../schema/schema-copier.js';
import { Warnings } from '../warning.js';
import type { Skipped, Warning } from '../warning.js';
import { authorWishes } from './author-wishes.js';
import type { AuthorWishes } from './author-wishes.js';
import { annotationsOf, describeOperation } from './describe-operation.js';
import { operationFilter } from './filter-operations.js';
import { inputSchema } from './input-schema.js';
import type { Argument } from './input-schema.js';
import { outputSchema } from './output-schema.js';
import type { Tool } from './tool.js';
import { toolNames } from './tool-name.js';

/** Which operations become tools: see operationFilter. */
export interface ToolOptions {
  include?: string[];
  exclude?: string[];
}

// A proxy would have to echo the request (TRACE) or open a tunnel (CONNECT); neither is a call of an API.
const NOT_CALLABLE = new Set(['TRACE', 'CONNECT']);

/**
 * The tools of a document, in its order. An operation that cannot be a tool is in `skipped` with the reason, and what had to be repaired is in
 * `warnings`; neither keeps the others from working. Throws DocumentError only for a filter that is not known.
 */
export function toTools(document: LoadedDocument, options: ToolOptions = {}): { tools: Tool[]; warnings: Warning[]; skipped: Skipped[] } {
  const warnings = new Warnings();
  const references = new References(document.root);
  const copiers = { input: new SchemaCopier(references, 'input', warnings), output: new SchemaCopier(references, 'output', warnings) };
  const skipped: Skipped[] = [];
  const skip = ({ method, path, pointer }: Operation, code: string, message: string): void => {
    skipped.push({ code, pointer, message, method, path });
  };

  const passes = operationFilter(options.include, options.exclude);
  const operations = listOperations(references, warnings)
    .map((operation) => ({ ...operation, wishes: authorWishes(operation, document.root) }))
    .filter((operation) => passes({ ...operation, tags: [...operation.tags, ...operation.wishes.tags] }));
  const names = toolNames(operations.map(({ wishes, ...operation }) => (wishes.name === undefined ? operation : { ...operation, chosen: wishes.name })));
  const tools: Tool[] = [];
  for (const [index, operation] of operations.entries()) {
    if (!operation.wishes.isEnabled) {
      skip(operation, 'DISABLED', `${operation.method} ${operation.path} is no tool: its x-mcp says enabled: false.`);
      continue;
    }
    if (NOT_CALLABLE.has(operation.method) || !/^[A-Z0-9!#$%&'*+.^_`|~-]+$/.test(operation.method)) {
      skip(operation, 'METHOD', `${operation.method} ${operation.path} is no tool: the method ${operation.method} cannot be called.`);
      continue;
    }
    try {
      tools.push(toTool(operation, names[index] ?? '', operation.wishes, references, copiers, warnings));
    } catch (error) {
      skip(operation, 'OPERATION', `${operation.method} ${operation.path} is no tool: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  return { tools, warnings: [...document.warnings, ...warnings.list], skipped };
}

function toTool(operation: Operation, name: string, wishes: AuthorWishes, references: References, copiers: { input: SchemaCopier; output: SchemaCopier }, warnings: Warnings): Tool {
  const security = bindSecurity(operation, references, warnings);
  const parameters = bindParameters(operation, references, warnings).filter((parameter) => !isCredential(parameter, security ?? []));
  const body = bindBody(operation, references, warnings);
  const argumentsOf = nameArguments(parameters, body);
  const { responses, success } = bindResponses(operation, references);
  const output = success === undefined ? undefined : outputSchema(success, copiers.output, references);
  const { servers, hasOwnServers } = bindServers(operation, references.root);
  const { method, path, operationId } = operation;

  const binding: OperationBinding = {
    method,
    path,
    parameters: argumentsOf.flatMap((argument) => ('parameter' in argument ? [parameterBinding(argument.name, argument.parameter)] : [])),
    responses,
    servers,
    hasOwnServers,
    wrapsResult: output?.wrapsResult ?? false,
  };
  for (const argument of argumentsOf) if ('body' in argument) binding.body = bodyBinding(argument.name, argument.body);
  if (security !== undefined) binding.security = security;

  return {
    name,
    ...describeOperation(operation),
    ...(wishes.title === undefined ? {} : { title: wishes.title }),
    ...(wishes.description === undefined ? {} : { description: wishes.description }),
    inputSchema: inputSchema(argumentsOf, copiers.input, references),
    ...(output === undefined ? {} : { outputSchema: output.schema }),
    annotations: { ...annotationsOf(method), ...wishes.annotations },
    _meta: { method, path, ...(operationId === undefined ? {} : { operationId }) },
    operation: binding,
  };
}

/** What a security scheme sends is filled from the configuration, never by the model. */
function isCredential(parameter: Parameter, security: RequiredScheme[][]): boolean {
  return security.flat().some(({ scheme }) => {
    if (scheme.kind !== 'apikey' || scheme.in !== parameter.in) return false;
    return scheme.in === 'header' ? scheme.name.toLowerCase() === parameter.name.toLowerCase() : scheme.name === parameter.name;
  });
}

function nameArguments(parameters: Parameter[], body: Body | undefined): Argument[] {
  const slots = parameters.map(({ name, in: place }) => ({ name, in: place as string }));
  if (body !== undefined) slots.push({ name: 'body', in: 'body' });
  const names = argumentNames(slots);
  const named: Argument[] = parameters.map((parameter, index) => ({ name: names[index] ?? parameter.name, parameter }));
  if (body !== undefined) named.push({ name: names.at(-1) ?? 'body', body });
  return named;
}

function parameterBinding(argument: string, parameter: Parameter): ParameterBinding {
  const { schema: _schema, schemaPointer: _pointer, description: _description, deprecated: _deprecated, ...binding } = parameter;
  return { argument, ...binding };
}

function bodyBinding(argument: string, body: Body): BodyBinding {
  const { schema: _schema, schemaPointer: _pointer, description: _description, ...binding } = body;
  return { argument, ...binding };
}
