import { isObject, listMember, objectMember, scalarText, setMember, textMember } from '../json/json-object.js';
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
  const servers: ServerBinding[] = [];
  for (const server of listMember(owner, 'servers')) {
    const url = isObject(server) ? textMember(server, 'url') : undefined;
    if (!isObject(server) || url === undefined) continue;
    const variables: ServerBinding['variables'] = {};
    const declared = objectMember(server, 'variables') ?? {};
    for (const name in declared) setMember(variables, name, readVariable(declared[name]));
    servers.push({ url: url.trim(), variables });
  }
  return servers;
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
