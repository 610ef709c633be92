import type { ServerCapabilities } from '@modelcontextprotocol/server';
import type { StoredMember } from '../../database/entities/group.entity.js';

/** One endpoint in front of servers: a group, or a server over pipes that all its clients share. */
export interface View {
  id: string;
  name: string;
  instructions: string | undefined;
  members: readonly StoredMember[];
  capabilities: ServerCapabilities;
}

/** A group may have members with anything later, whatever its members have now. */
export const ALL_KINDS: ServerCapabilities = { tools: { listChanged: true }, prompts: { listChanged: true }, resources: { listChanged: true }, completions: {} };

/** What can be passed on of what a server has; all else it offers to a client of its own only. */
export function passedOn({ tools, prompts, resources, completions }: ServerCapabilities): ServerCapabilities {
  return {
    ...(tools === undefined ? {} : { tools: { listChanged: true } }),
    ...(prompts === undefined ? {} : { prompts: { listChanged: true } }),
    ...(resources === undefined ? {} : { resources: { listChanged: true } }),
    ...(completions === undefined ? {} : { completions: {} }),
  };
}
