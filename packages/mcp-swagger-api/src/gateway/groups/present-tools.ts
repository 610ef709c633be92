import type { StoredMember } from '../../database/entities/group.entity.js';

/** What a group needs to know of a tool; the rest of it passes as it is. */
export interface NamedTool {
  name: string;
}

/** The tools of a group as clients see them. */
export interface Presented<T extends NamedTool> {
  tools: T[];
  /** Whose tool a name means. */
  routes: Map<string, { serverId: string; tool: string }>;
  /** Names that two members would give; the earlier member has it. */
  collisions: { name: string; serverId: string; tool: string }[];
}

/** Tools of the members in their order, under the names that the group gives them. `toolsOf`: those of one server; a server that cannot be called has none. */
export function presentTools<T extends NamedTool>(members: readonly StoredMember[], toolsOf: (serverId: string) => readonly T[]): Presented<T> {
  const presented: Presented<T> = { tools: [], routes: new Map(), collisions: [] };
  for (const member of members) {
    for (const tool of toolsOf(member.serverId)) {
      const name = nameIn(member, tool.name);
      if (name === undefined) continue;
      const route = { serverId: member.serverId, tool: tool.name };
      if (presented.routes.has(name)) {
        presented.collisions.push({ name, ...route });
        continue;
      }
      presented.routes.set(name, route);
      presented.tools.push({ ...tool, name });
    }
  }
  return presented;
}

/** What the group calls a tool of a member; undefined when it hides it. */
function nameIn({ prefix, others, tools }: StoredMember, tool: string): string | undefined {
  const chosen = Object.hasOwn(tools, tool) ? tools[tool] : undefined;
  const isShown = chosen === undefined ? others === 'shown' : chosen.enabled !== false;
  return isShown ? (chosen?.name ?? `${prefix}${tool}`) : undefined;
}
