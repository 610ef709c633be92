/** What a person may do: each role may do all that those before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What a route or a socket message asks of its caller: nothing, any proof of who one is, or a role. */
export type Need = 'public' | 'signed-in' | Role;

/** Whether a role reaches as far as another. No role reaches nowhere. */
export function covers(role: Role | null, needed: Role): boolean {
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
