import type { GroupMember } from '../../lib/api';

/** A server as it joins: all of its tools, under their own names. */
export function newMember(serverId: string): GroupMember {
  return { serverId, prefix: '', others: 'shown', tools: {}, prompts: 'shown', resources: 'shown' };
}

/** Members with a server in them, at the end, or without it. */
export function withServer(members: GroupMember[], serverId: string, isIn: boolean): GroupMember[] {
  const others = members.filter((member) => member.serverId !== serverId);
  return isIn ? [...others, newMember(serverId)] : others;
}

/** Members with another setting for one of them. */
export function withMember(members: GroupMember[], serverId: string, part: Partial<GroupMember>): GroupMember[] {
  return members.map((member) => (member.serverId === serverId ? { ...member, ...part } : member));
}

/** Whether a member shows a tool. */
export function shows({ others, tools }: GroupMember, tool: string): boolean {
  const chosen = Object.hasOwn(tools, tool) ? tools[tool] : undefined;
  return chosen === undefined ? others === 'shown' : chosen.enabled !== false;
}

/** What is said of one tool; what is no different from the member's own rule is not said at all. */
export function withTool(member: GroupMember, tool: string, { isShown = shows(member, tool), name = member.tools[tool]?.name ?? '' }: { isShown?: boolean; name?: string }): GroupMember {
  const { [tool]: _before, ...rest } = member.tools;
  const isOrdinary = isShown === (member.others === 'shown') && name === '';
  return { ...member, tools: isOrdinary ? rest : { ...rest, [tool]: { enabled: isShown, ...(name === '' ? {} : { name }) } } };
}
