import type { References } from '../json/references.js';
import { bindAccept } from '../operations/bind-accept.js';
import { bindBody } from '../operations/bind-body.js';
import type { Body, BodyChoice } from '../operations/bind-body.js';
import { bindParameters } from '../operations/bind-parameters.js';
import { bindResponses, declaredResponses } from '../operations/bind-responses.js';
import { bindSecurity } from '../operations/bind-security.js';
import { bindServers, documentServers } from '../operations/bind-servers.js';
import type { Operation } from '../operations/list-operations.js';
import type { BodyBinding, BodyEncoding, OperationBinding, ParameterBinding, RequiredScheme, ServerBinding } from '../operations/operation-binding.js';
import type { Parameter } from '../operations/parameter.js';
import { SchemaCopier } from '../schema/schema-copier.js';
import type { Warnings } from '../warning.js';
import type { AuthorWishes } from './author-wishes.js';
import { annotationsOf, describeOperation } from './describe-operation.js';
import { inputSchema } from './input-schema.js';
import { nameArguments } from './name-arguments.js';
import type { Argument } from './name-arguments.js';
import { outputSchema } from './output-schema.js';
import type { OutputSchema, OutputSchemas } from './output-schema.js';
import { SharedParameters } from './shared-parameters.js';
import type { Tool } from './tool.js';

/** What the operations of one document share while they become tools. */
export interface Conversion {
  references: References;
  warnings: Warnings;
  input: SchemaCopier;
  /** For forms and multipart, where bytes are files. */
  form: SchemaCopier;
  output: SchemaCopier;
  outputSchemas: OutputSchemas;
  /** Relaxed output schemas by where they are declared: many operations answer the same. */
  outputs: Map<string, OutputSchema>;
  parameters: SharedParameters;
  /** What is said for the whole document. */
  servers: ServerBinding[];
  security?: { required: RequiredScheme[][] | undefined };
}

/** The start of a conversion of one document. */
export function beginConversion(references: References, warnings: Warnings, hasDirections: boolean, outputSchemas: OutputSchemas = 'relaxed'): Conversion {
  const direction = hasDirections ? 'input' : 'both';
  const input = new SchemaCopier(references, direction, warnings);
  return {
    references,
    warnings,
    outputSchemas,
    outputs: new Map(),
    parameters: new SharedParameters(),
    servers: documentServers(references.root),
    input,
    form: new SchemaCopier(references, direction, warnings, 'files'),
    // Large documents are made of definitions, and each is copied once where it can be.
    output: hasDirections ? new SchemaCopier(references, 'output', warnings) : input,
  };
}

/** One operation as a tool. What is wrong in it is a warning. */
export function toTool(operation: Operation, name: string, wishes: AuthorWishes, conversion: Conversion): Tool {
  const { references, warnings } = conversion;
  const security = securityOf(operation, conversion);
  const parameters = withoutCredentials(bindParameters(operation, references, warnings, conversion.parameters.known), security ?? []);
  const body = bindBody(operation, references, warnings);
  const declared = declaredResponses(operation, references, warnings);
  const named = nameArguments(parameters, body, bindAccept(operation, declared, references));
  const answers = bindResponses(operation, declared);
  const output = outputSchema(answers, conversion);
  const { method, path, operationId } = operation;
  const input = inputSchema(named, takesFiles(body) ? conversion.form : conversion.input, conversion);

  // To spread what may be absent into a literal takes V8 ten times as long as to set it.
  const { servers, hasOwnServers } = bindServers(operation, conversion.servers);
  const binding: OperationBinding = { method, path, parameters: bindingsOf(named, conversion.parameters), responses: answers.responses, servers, hasOwnServers, wrapsResult: output?.wrapsResult ?? false };
  bindBodyAndAccept(named, input.branches, binding);
  if (security !== undefined) binding.security = security;
  if (wishes.maxResponseBytes !== undefined) binding.maxResponseBytes = wishes.maxResponseBytes;
  if (wishes.projection !== undefined) binding.projection = wishes.projection;
  const pagination = paginationOf(wishes, named, operation, warnings);
  if (pagination !== undefined) binding.pagination = pagination;
  if (wishes.ask.length > 0) binding.ask = wishes.ask;

  const described = describeOperation(operation);
  const title = wishes.title ?? described.title;
  const tool: Tool = {
    name,
    description: wishes.description ?? described.description,
    inputSchema: input.schema,
    annotations: Object.assign(annotationsOf(method), wishes.annotations),
    _meta: operationId === undefined ? { method, path } : { method, path, operationId },
    tags: distinct(operation.tags, wishes.tags),
    operation: binding,
  };
  if (title !== undefined) tool.title = title;
  if (output !== undefined) tool.outputSchema = output.schema;
  return tool;
}

function distinct(own: string[], wished: string[]): string[] {
  return own.length < 2 && wished.length === 0 ? own : [...new Set([...own, ...wished])];
}

/** The author may say the name on the wire or that of the argument. Said for the whole document, it is for those operations that have the argument. */
function paginationOf({ pagination }: AuthorWishes, named: Argument[], operation: Operation, warnings: Warnings): OperationBinding['pagination'] {
  if (pagination === undefined || pagination === false) return pagination;
  const { next, argument, pointer, isOwn } = pagination;
  const found = named.find(({ name }) => name === argument) ?? named.find((one) => one.fills === 'parameter' && one.parameter.name === argument);
  if (found !== undefined) return { next, argument: found.name };
  if (isOwn) warnings.add('X_MCP', pointer, `${operation.method} ${operation.path} has no argument ${JSON.stringify(argument)}; its pagination is left out.`);
  return undefined;
}

function securityOf(operation: Operation, conversion: Conversion): RequiredScheme[][] | undefined {
  const { references, warnings } = conversion;
  if (operation.value['security'] !== undefined) return bindSecurity(operation, references, warnings);
  conversion.security ??= { required: bindSecurity(operation, references, warnings) };
  return conversion.security.required;
}

/** What a security scheme sends is filled from the configuration, never by the model. */
function withoutCredentials(parameters: Parameter[], security: RequiredScheme[][]): Parameter[] {
  const keys = security.flatMap((schemes) => schemes.flatMap(({ scheme }) => (scheme.kind === 'apikey' ? [scheme] : [])));
  if (keys.length === 0) return parameters;
  const isCredential = (parameter: Parameter): boolean =>
    keys.some((key) => key.in === parameter.in && (key.in === 'header' ? key.name.toLowerCase() === parameter.name.toLowerCase() : key.name === parameter.name));
  return parameters.filter((parameter) => !isCredential(parameter));
}

function bindingsOf(named: Argument[], shared: SharedParameters): ParameterBinding[] {
  const bindings: ParameterBinding[] = [];
  for (const argument of named) if (argument.fills === 'parameter') bindings.push(shared.binding(argument.name, argument.parameter));
  return bindings;
}

function takesFiles(body: Body | undefined): boolean {
  return body !== undefined && [body, ...body.alternatives].some(({ kind }) => kind === 'form' || kind === 'multipart');
}

function bindBodyAndAccept(named: Argument[], branches: number[] | undefined, binding: OperationBinding): void {
  for (const argument of named) {
    if (argument.fills === 'body') binding.body = bodyBinding(argument.name, argument.body, named.find(({ fills }) => fills === 'contentType')?.name, branches);
    else if (argument.fills === 'accept') binding.accept = { argument: argument.name, mediaTypes: argument.mediaTypes };
  }
}

function bodyBinding(argument: string, body: Body, contentTypeArgument: string | undefined, branches: number[] | undefined): BodyBinding {
  const { mediaType, kind, fields, required, alternatives } = body;
  const binding: BodyBinding = { mediaType, kind, fields, argument, required, alternatives: alternatives.map(encodingOf) };
  encodeMore(body, binding);
  if (contentTypeArgument !== undefined) binding.contentTypeArgument = contentTypeArgument;
  if (branches !== undefined) binding.branches = branches;
  return binding;
}

function encodingOf(choice: BodyChoice): BodyEncoding {
  const { mediaType, kind, fields } = choice;
  const encoding: BodyEncoding = { mediaType, kind, fields };
  encodeMore(choice, encoding);
  return encoding;
}

function encodeMore({ prefixFields, itemField, xml }: BodyChoice, encoding: BodyEncoding): void {
  if (prefixFields !== undefined) encoding.prefixFields = prefixFields;
  if (itemField !== undefined) encoding.itemField = itemField;
  if (xml !== undefined) encoding.xml = xml;
}
