import type { StoredMember } from '../../database/entities/group.entity.js';

/** Where something that a group shows comes from, and what its server calls it. */
export interface Origin {
  serverId: string;
  own: string;
}

/** What a group shows of one kind. */
export interface Presented<T> {
  items: T[];
  /** Whose a name means. */
  routes: Map<string, Origin>;
  /** Names that two members would give; the earlier member has it. */
  collisions: (Origin & { name: string })[];
}

/** What a group needs to know of a tool or prompt; the rest of it passes as it is. */
export interface Named {
  name: string;
}

/** Tools of the members in their order, under the names that the group gives them. `toolsOf`: those of one server; a server that cannot be called has none. */
export function presentTools<T extends Named>(members: readonly StoredMember[], toolsOf: (serverId: string) => readonly T[]): Presented<T> {
  return present(members, toolsOf, {
    ownOf: ({ name }) => name,
    nameIn: ({ prefix, others, tools }, own) => {
      const chosen = Object.hasOwn(tools, own) ? tools[own] : undefined;
      const isShown = chosen === undefined ? others === 'shown' : chosen.enabled !== false;
      return isShown ? (chosen?.name ?? `${prefix}${own}`) : undefined;
    },
    named: (tool, name) => ({ ...tool, name }),
  });
}

/** Prompts in the same way; a member shows all of them or none. */
export function presentPrompts<T extends Named>(members: readonly StoredMember[], promptsOf: (serverId: string) => readonly T[]): Presented<T> {
  return present(members, promptsOf, {
    ownOf: ({ name }) => name,
    nameIn: ({ prefix, prompts }, own) => (prompts === 'hidden' ? undefined : `${prefix}${own}`),
    named: (prompt, name) => ({ ...prompt, name }),
  });
}

/** Resources, or templates of them, by their address, which a group does not change. */
export function presentResources<T>(members: readonly StoredMember[], resourcesOf: (serverId: string) => readonly T[], addressOf: (resource: T) => string): Presented<T> {
  return present(members, resourcesOf, {
    ownOf: addressOf,
    nameIn: ({ resources }, own) => (resources === 'hidden' ? undefined : own),
    named: (resource) => resource,
  });
}

interface Naming<T> {
  ownOf(item: T): string;
  /** Undefined: the group hides it. */
  nameIn(member: StoredMember, own: string): string | undefined;
  named(item: T, name: string): T;
}

function present<T>(members: readonly StoredMember[], itemsOf: (serverId: string) => readonly T[], { ownOf, nameIn, named }: Naming<T>): Presented<T> {
  const presented: Presented<T> = { items: [], routes: new Map(), collisions: [] };
  for (const member of members) {
    for (const item of itemsOf(member.serverId)) {
      const own = ownOf(item);
      const name = nameIn(member, own);
      if (name === undefined) continue;
      const origin = { serverId: member.serverId, own };
      if (presented.routes.has(name)) presented.collisions.push({ name, ...origin });
      else {
        presented.routes.set(name, origin);
        presented.items.push(named(item, name));
      }
    }
  }
  return presented;
}
