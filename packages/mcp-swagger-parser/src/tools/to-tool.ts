import type { References } from '../json/references.js';
import { bindAccept } from '../operations/bind-accept.js';
import { bindBody } from '../operations/bind-body.js';
import type { Body, BodyChoice } from '../operations/bind-body.js';
import { bindParameters } from '../operations/bind-parameters.js';
import type { Parameter } from '../operations/bind-parameters.js';
import { bindResponses } from '../operations/bind-responses.js';
import { bindSecurity } from '../operations/bind-security.js';
import { bindServers } from '../operations/bind-servers.js';
import type { Operation } from '../operations/list-operations.js';
import type { BodyBinding, BodyEncoding, OperationBinding, ParameterBinding, RequiredScheme } from '../operations/operation-binding.js';
import { SharedSchemas } from '../schema/shared-schemas.js';
import { SchemaCopier } from '../schema/schema-copier.js';
import type { Warnings } from '../warning.js';
import type { AuthorWishes } from './author-wishes.js';
import { annotationsOf, describeOperation } from './describe-operation.js';
import { inputSchema } from './input-schema.js';
import { nameArguments } from './name-arguments.js';
import type { Argument } from './name-arguments.js';
import { outputSchema } from './output-schema.js';
import type { OutputSchemas } from './output-schema.js';
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
  shared: SharedSchemas;
}

/** The start of a conversion of one document. */
export function beginConversion(references: References, warnings: Warnings, outputSchemas: OutputSchemas = 'relaxed'): Conversion {
  return {
    references,
    warnings,
    outputSchemas,
    shared: new SharedSchemas(),
    input: new SchemaCopier(references, 'input', warnings),
    form: new SchemaCopier(references, 'input', warnings, 'files'),
    output: new SchemaCopier(references, 'output', warnings),
  };
}

/** One operation as a tool. What is wrong in it is a warning. */
export function toTool(operation: Operation, name: string, wishes: AuthorWishes, conversion: Conversion): Tool {
  const { references, warnings } = conversion;
  const security = bindSecurity(operation, references, warnings);
  const parameters = bindParameters(operation, references, warnings).filter((parameter) => !isCredential(parameter, security ?? []));
  const body = bindBody(operation, references, warnings);
  const named = nameArguments(parameters, body, bindAccept(operation, references));
  const answers = bindResponses(operation, references);
  const output = outputSchema(answers, conversion);
  const { method, path, operationId } = operation;

  const binding: OperationBinding = {
    method,
    path,
    parameters: named.flatMap((argument) => (argument.fills === 'parameter' ? [parameterBinding(argument.name, argument.parameter)] : [])),
    ...bodyAndAccept(named),
    responses: answers.responses,
    ...(security === undefined ? {} : { security }),
    ...bindServers(operation, references.root),
    ...(wishes.maxResponseBytes === undefined ? {} : { maxResponseBytes: wishes.maxResponseBytes }),
    ...(wishes.projection === undefined ? {} : { projection: wishes.projection }),
    ...paginationOf(wishes, named, operation, warnings),
    ...(wishes.ask.length === 0 ? {} : { ask: wishes.ask }),
    wrapsResult: output?.wrapsResult ?? false,
  };

  return {
    name,
    ...describeOperation(operation),
    ...(wishes.title === undefined ? {} : { title: wishes.title }),
    ...(wishes.description === undefined ? {} : { description: wishes.description }),
    inputSchema: inputSchema(named, takesFiles(body) ? conversion.form : conversion.input, conversion),
    ...(output === undefined ? {} : { outputSchema: output.schema }),
    annotations: { ...annotationsOf(method), ...wishes.annotations },
    _meta: { method, path, ...(operationId === undefined ? {} : { operationId }) },
    tags: [...new Set([...operation.tags, ...wishes.tags])],
    operation: binding,
  };
}

/** The author may say the name on the wire or that of the argument. Said for the whole document, it is for those operations that have the argument. */
function paginationOf({ pagination }: AuthorWishes, named: Argument[], operation: Operation, warnings: Warnings): Pick<OperationBinding, 'pagination'> {
  if (pagination === undefined || pagination === false) return pagination === false ? { pagination } : {};
  const { next, argument, pointer, isOwn } = pagination;
  const found = named.find(({ name }) => name === argument) ?? named.find((one) => one.fills === 'parameter' && one.parameter.name === argument);
  if (found !== undefined) return { pagination: { next, argument: found.name } };
  if (isOwn) warnings.add('X_MCP', pointer, `${operation.method} ${operation.path} has no argument ${JSON.stringify(argument)}; its pagination is left out.`);
  return {};
}

/** What a security scheme sends is filled from the configuration, never by the model. */
function isCredential(parameter: Parameter, security: RequiredScheme[][]): boolean {
  return security.flat().some(({ scheme }) => {
    if (scheme.kind !== 'apikey' || scheme.in !== parameter.in) return false;
    return scheme.in === 'header' ? scheme.name.toLowerCase() === parameter.name.toLowerCase() : scheme.name === parameter.name;
  });
}

function takesFiles(body: Body | undefined): boolean {
  return body !== undefined && [body, ...body.alternatives].some(({ kind }) => kind === 'form' || kind === 'multipart');
}

function parameterBinding(argument: string, parameter: Parameter): ParameterBinding {
  const { schema: _schema, schemaPointer: _pointer, description: _description, deprecated: _deprecated, ...binding } = parameter;
  return { argument, ...binding };
}

function bodyAndAccept(named: Argument[]): Pick<OperationBinding, 'body' | 'accept'> {
  const result: Pick<OperationBinding, 'body' | 'accept'> = {};
  const chooser = named.find(({ fills }) => fills === 'contentType');
  for (const argument of named) {
    if (argument.fills === 'body') result.body = bodyBinding(argument.name, argument.body, chooser?.name);
    if (argument.fills === 'accept') result.accept = { argument: argument.name, mediaTypes: argument.mediaTypes };
  }
  return result;
}

function bodyBinding(argument: string, body: Body, contentTypeArgument: string | undefined): BodyBinding {
  const { required, alternatives, description: _description, ...chosen } = body;
  return {
    ...encodingOf(chosen),
    argument,
    required,
    alternatives: alternatives.map(encodingOf),
    ...(contentTypeArgument === undefined ? {} : { contentTypeArgument }),
  };
}

function encodingOf({ schema: _schema, schemaPointer: _pointer, example: _example, ...encoding }: BodyChoice): BodyEncoding {
  return encoding;
}
