import { isObject, listMember, objectMember, scalarText, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { Operation } from './list-operations.js';
import type { ServerBinding } from './operation-binding.js';

/** The servers of an operation: its own, its path's, or those of the document (OpenAPI "servers"). */
export function bindServers(operation: Operation, ofDocument: ServerBinding[]): { servers: ServerBinding[]; hasOwnServers: boolean } {
  for (const owner of [operation.value, operation.pathItem]) {
    const servers = owner['servers'] === undefined ? [] : readServers(owner);
    if (servers.length > 0) return { servers, hasOwnServers: true };
  }
  return { servers: ofDocument, hasOwnServers: false };
}

/** The servers of a document; without any, `/`. */
export function documentServers(root: JsonObject): ServerBinding[] {
  const servers = readServers(root);
  return servers.length > 0 ? servers : [{ url: '/', variables: {} }];
}

function readServers(owner: JsonObject): ServerBinding[] {
  return listMember(owner, 'servers').flatMap((server) => {
    const url = isObject(server) ? textMember(server, 'url') : undefined;
    if (!isObject(server) || url === undefined) return [];
    const variables = Object.entries(objectMember(server, 'variables') ?? {}).map(([name, variable]) => [name, readVariable(variable)] as const);
    return [{ url: url.trim(), variables: Object.fromEntries(variables) }];
  });
}

function readVariable(variable: unknown): ServerBinding['variables'][string] {
  if (!isObject(variable)) return {};
  const fallback = scalarText(variable['default']);
  const allowed = listMember(variable, 'enum').map(scalarText).filter((value) => value !== undefined);
  return {
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(allowed.length === 0 ? {} : { enum: allowed }),
  };
}
