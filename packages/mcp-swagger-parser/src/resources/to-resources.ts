import { isObject, listMember, member, objectMember, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import { References } from '../json/references.js';
import { shown } from '../json/shown.js';
import type { LoadedDocument } from '../load/load-document.js';
import { METHODS } from '../operations/http-methods.js';
import { isJsonType } from '../operations/media-type.js';
import { nameOperations } from '../tools/name-operations.js';
import type { NamedOperation } from '../tools/name-operations.js';
import { beginConversion, toTool } from '../tools/to-tool.js';
import type { Tool } from '../tools/tool.js';
import { Warnings } from '../warning.js';
import type { Warning } from '../warning.js';
import type { Resource } from './resource.js';
import { templateVariables } from './template-variables.js';

type Address = { uri: string } | { uriTemplate: string };

/**
 * The resources that a document offers: its GET operations with `x-mcp-resource` (`{uri | uriTemplate, name?, title?, description?, mimeType?}`), also those
 * that `x-mcp` keeps from being tools. One that could not be read, for a required argument is no variable of it, is left out with a warning.
 */
export function toResources(document: LoadedDocument): { resources: Resource[]; warnings: Warning[] } {
  const warnings = new Warnings();
  const references = new References(document.root);
  // Warnings about the operations themselves are told by toTools.
  const conversion = beginConversion(references, new Warnings(), document.hasDirections, 'none');
  const resources = new Map<string, Resource>();
  if (!offersAny(references)) return { resources: [], warnings: [] };
  for (const named of nameOperations(references, conversion.warnings)) {
    const declared = member(named.operation.value, 'x-mcp-resource');
    if (declared === undefined || declared === null || declared === false) continue;
    const pointer = append(named.operation.pointer, 'x-mcp-resource');
    const warn = (message: string): void => warnings.add('X_MCP_RESOURCE', pointer, `${named.operation.method} ${named.operation.path} is no resource: ${message}.`);
    if (!isObject(declared)) {
      warn(`x-mcp-resource is an object with uri or uriTemplate, not ${shown(declared)}`);
      continue;
    }
    if (named.operation.method !== 'GET') {
      warn('only a GET can be read');
      continue;
    }
    const tool = toTool(named.operation, named.name, named.wishes, conversion);
    const address = readAddress(declared, tool, warn);
    if (address === undefined) continue;
    const key = 'uri' in address ? address.uri : address.uriTemplate;
    if (resources.has(key)) warn(`${JSON.stringify(key)} is already that of another`);
    else resources.set(key, { ...address, ...describe(declared, named, tool), tool });
  }
  return { resources: [...resources.values()], warnings: warnings.list };
}

/** Most documents offer none, and then nothing need be named. */
function offersAny(references: References): boolean {
  return Object.values(objectMember(references.root, 'paths') ?? {}).some((item) => {
    const pathItem = references.follow(item, '')?.value;
    return pathItem !== undefined && [...METHODS.map((method) => pathItem[method]), ...Object.values(objectMember(pathItem, 'additionalOperations') ?? {})].some(offers);
  });
}

function offers(operation: unknown): boolean {
  return isObject(operation) && operation['x-mcp-resource'] !== undefined;
}

function readAddress(declared: JsonObject, tool: Tool, warn: (message: string) => void): Address | undefined {
  const uri = textMember(declared, 'uri')?.trim();
  const uriTemplate = textMember(declared, 'uriTemplate')?.trim();
  if ((uri === undefined) === (uriTemplate === undefined)) {
    warn('x-mcp-resource has either a uri or a uriTemplate');
    return undefined;
  }
  const variables = uriTemplate === undefined ? [] : templateVariables(uriTemplate);
  if (variables === undefined || variables.length === (uriTemplate === undefined ? -1 : 0)) {
    warn(`${JSON.stringify(uriTemplate)} is no URI template with variables (RFC 6570, levels 1 to 3)`);
    return undefined;
  }
  if (!/^[a-z][a-z0-9+.-]*:./i.test(uri ?? uriTemplate ?? '') || (uri !== undefined && !URL.canParse(uri))) {
    warn(`${JSON.stringify(uri ?? uriTemplate)} is no absolute URI; it begins with a scheme, as in weather://today`);
    return undefined;
  }
  if (/^answer:/i.test(uri ?? uriTemplate ?? '')) {
    warn('the scheme answer: is that of cut answers');
    return undefined;
  }
  const names = Object.keys(isObject(tool.inputSchema['properties']) ? tool.inputSchema['properties'] : {});
  const unknown = variables.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    warn(`${unknown.join(', ')} of its uriTemplate ${unknown.length === 1 ? 'is no argument' : 'are no arguments'} of the operation${names.length === 0 ? '' : `; those are ${names.join(', ')}`}`);
    return undefined;
  }
  const missing = listMember(tool.inputSchema, 'required').filter((name) => typeof name === 'string' && !variables.includes(name));
  if (missing.length > 0) {
    warn(`the operation requires ${missing.join(', ')}, and no variable of a uriTemplate gives ${missing.length === 1 ? 'it' : 'them'}`);
    return undefined;
  }
  return uri === undefined ? { uriTemplate: uriTemplate ?? '' } : { uri };
}

function describe(declared: JsonObject, { operation, name }: NamedOperation, tool: Tool): Pick<Resource, 'name' | 'title' | 'description' | 'mimeType'> {
  const title = textMember(declared, 'title') ?? tool.title;
  const description = textMember(declared, 'description') ?? textMember(operation.value, 'description')?.trim();
  const mimeType = textMember(declared, 'mimeType') ?? successType(tool);
  return {
    name: textMember(declared, 'name') ?? operation.operationId ?? tool.title ?? name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(mimeType === undefined ? {} : { mimeType }),
  };
}

/** What comes when a caller does not choose. */
function successType({ operation }: Tool): string | undefined {
  const success = operation.responses.find(({ status }) => status.startsWith('2')) ?? operation.responses.find(({ status }) => status === 'default');
  const concrete = (success?.mediaTypes ?? []).filter((mediaType) => !mediaType.includes('*'));
  return operation.accept?.mediaTypes[0] ?? concrete.find(isJsonType) ?? concrete[0];
}
