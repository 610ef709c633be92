import { AppError } from '../common/app-error.js';
import { type Caller } from '../auth/caller.js';
import { covers } from '../auth/role.js';

/** Settings of how a document is served; a command has none. */
const OF_DOCUMENTS = ['port', 'endpoint', 'baseUrl', 'auth', 'credentials', 'headers', 'filters', 'openapiUrl', 'openapiData', 'documentId', 'overlays', 'serverVariables', 'credentialOrigins', 'toolMode', 'toolBudget', 'outputSchemas', 'deepObjectLists', 'redirects', 'passHeaders', 'access', 'publicUrl', 'outgoingHosts', 'confined', 'upstreamProbe'];

/** What a body says of a document that is not there, by name. */
function settingsOfDocuments(body: object): string[] {
  return OF_DOCUMENTS.filter((name) => name in body);
}

/** Throws AppError 422 for a setting that servers of this kind do not have. */
export function refuseForeignSettings(isCommand: boolean, body: object): void {
  const foreign = isCommand ? settingsOfDocuments(body) : ['command', 'environment'].filter((name) => name in body);
  if (isCommand && 'transport' in body && body.transport !== 'stdio') foreign.push('transport');
  if (foreign.length > 0) throw new AppError(422, 'NOT_OF_THIS_SERVER', `${foreign.join(', ')}: a server that is ${isCommand ? 'a command has no document and the transport stdio' : 'a document runs no command'}; make another server for that.`, { settings: foreign.join(', ') });
}

/** The transport of a new server; a command speaks over its pipes. */
export function transportOf<T>({ command, transport }: { command?: unknown; transport?: T | undefined }, byDefault: T): T | 'stdio' {
  return command === undefined ? (transport ?? byDefault) : 'stdio';
}

/** Sessions, sockets and pipes are at one process. Throws AppError 422 for a server that cannot be in several places. */
export function refuseReplicas({ transport, replicas = 1 }: { transport: string; replicas?: number | undefined }): void {
  if (replicas > 1 && transport !== 'streamable') throw new AppError(422, 'REPLICAS_NEED_STREAMABLE', `replicas: a server with the transport ${transport} runs once, for its sessions live in its process; set replicas to 1 or the transport to streamable.`, { transport });
}

/** Who sets a command runs programs on this machine as the API does. Throws AppError 403. */
export function refuseCommand(caller: Caller, isAllowed: boolean): void {
  if (!covers(caller.role, 'admin')) throw new AppError(403, 'FORBIDDEN', 'This wants the role admin: a command is run on the machine of the API.', { needed: 'admin' });
  refuseUnlessAllowed(isAllowed);
}

/** Commands are off until the operator of the machine says otherwise. Throws AppError 403. */
export function refuseUnlessAllowed(isAllowed: boolean): void {
  if (!isAllowed) throw new AppError(403, 'COMMANDS_NOT_ALLOWED', 'Servers that are commands are switched off; set ALLOW_COMMAND_SERVERS=true where the API is started to have them.');
}
