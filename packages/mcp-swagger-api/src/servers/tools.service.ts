import { Injectable } from '@nestjs/common';
import type { MessageData } from 'mcp-swagger-ipc';
import { AppError } from '../common/app-error.js';
import type { ServerEntity, ToolChange } from '../database/entities/server.entity.js';
import type { Conversion } from '../documents/conversion.js';
import { DocumentsService } from '../documents/documents.service.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import type { Applied } from './server.schemas.js';
import { ServersService } from './servers.service.js';
import { changedBy, operationKey, operationOf, overlayOfChanges, type ToolPatch } from './tool-changes.js';
import type { ToolChangeView } from './tool.schemas.js';

/** More changed tools than that are better written as an overlay. */
const MAX_CHANGES = 1_000;

/** The tools of servers, and what the operator changed about them. */
@Injectable()
export class ToolsService {
  constructor(
    private readonly servers: ServersService,
    private readonly documents: DocumentsService,
    private readonly supervisor: SupervisorService,
  ) {}

  /** The tools as the server's document gives them with its filters, overlays and changes, whether it runs or not. */
  async toolsOf({ name, documentId, filters, serving, toolChanges }: ServerEntity): Promise<Conversion> {
    if (documentId === null) throw new AppError(409, 'NO_DOCUMENT', `Server ${name} is a command: it names its tools itself, to whoever connects to /mcp/${encodeURIComponent(name)}.`);
    const changes = overlayOfChanges(toolChanges);
    const overlays = [...(serving.overlays ?? []), ...(changes === undefined ? [] : [changes])];
    return await this.documents.convertStored(documentId, { filters, overlays, outputSchemas: serving.outputSchemas });
  }

  /** `name`: the tool's own or the one that its document gives it. Throws AppError 404 for a tool that there is not, 409 for a name that is taken. */
  async change(serverId: string, name: string, patch: ToolPatch): Promise<{ change: ToolChangeView; applied: Applied }> {
    let found = { key: '', tool: name };
    const { server, applied } = await this.servers.edit(serverId, async (row) => {
      found = await this.#find(row, name);
      const { key, tool } = found;
      const { [key]: before, ...others } = row.toolChanges;
      const change = changedBy(before, tool, patch);
      row.toolChanges = change === undefined ? others : { ...others, [key]: change };
      if (Object.keys(row.toolChanges).length > MAX_CHANGES) throw new AppError(409, 'TOO_MANY_TOOL_CHANGES', `${MAX_CHANGES} tools of the server are changed already; write an overlay, or filters.`, { most: MAX_CHANGES });
      if (change?.name !== undefined) await this.#refuseTaken(row, key, change.name);
    });
    return { change: changeView(found.key, server.toolChanges[found.key] ?? { tool: found.tool }), applied };
  }

  /** Asks the process what a call would send. Throws AppError 409 when it does not run, 404 for a tool that it does not have, 422 for arguments that do not fit. */
  async dryRun(serverId: string, tool: string, args: Record<string, unknown>): Promise<Omit<MessageData<'REQUEST'>, 'requestId'>> {
    const answer = await this.supervisor.ask(serverId, { command: 'dry-run', tool, arguments: args }).catch((cause: Error) => {
      throw new AppError(409, 'SERVER_NOT_RUNNING', `Only a running server can say what it would send: ${cause.message}`, {}, cause);
    });
    if (answer.type === 'REQUEST') {
      const { requestId: _requestId, ...request } = answer.data;
      return request;
    }
    const { code = 'REQUEST_REFUSED', error = 'The process did not say why.' } = answer.type === 'COMMAND_RESULT' ? answer.data : {};
    throw new AppError(code === 'TOOL_UNKNOWN' ? 404 : 422, code, error);
  }

  /** A disabled or renamed tool is found among the changes, by both of its names; any other among those of the document. */
  async #find(row: ServerEntity, name: string): Promise<{ key: string; tool: string }> {
    const { tools } = await this.toolsOf(row);
    const shown = tools.find((tool) => tool.name === name);
    const key = shown === undefined ? undefined : operationKey(shown._meta);
    if (key !== undefined) return { key, tool: row.toolChanges[key]?.tool ?? name };
    for (const [changed, change] of Object.entries(row.toolChanges)) if (change.name === name || change.tool === name) return { key: changed, tool: change.tool };
    throw new AppError(404, 'TOOL_NOT_FOUND', `Server ${row.name} has no tool ${name}; GET /api/servers/${row.id}/tools lists them.`);
  }

  /** The parser tells names apart that two tools want; an operator should choose another one. */
  async #refuseTaken(row: ServerEntity, key: string, name: string): Promise<void> {
    const { tools } = await this.toolsOf(row);
    const rival = tools.find((tool) => operationKey(tool._meta) !== key && tool.name.toLowerCase() === name.toLowerCase());
    const own = tools.find((tool) => operationKey(tool._meta) === key);
    if (rival === undefined && (own === undefined || own.name === name)) return;
    throw new AppError(409, 'TOOL_NAME_TAKEN', `Another tool of server ${row.name} wants the name ${name} too; choose another one.`, { name });
  }
}

/** A changed tool as REST shows it. `name`: what clients see. */
export function changeView(key: string, { tool, enabled = true, name = tool, title, description }: ToolChange): ToolChangeView {
  return { ...operationOf(key), tool, name, enabled, title: title ?? null, description: description ?? null };
}
