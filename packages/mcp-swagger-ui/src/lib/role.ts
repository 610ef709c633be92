export type Role = 'viewer' | 'operator' | 'admin';

const roles: Role[] = ['viewer', 'operator', 'admin'];

/** Whether a role reaches as far as another; no role reaches nowhere. */
export function covers(role: Role | null, needed: Role): boolean {
  return role !== null && roles.indexOf(role) >= roles.indexOf(needed);
}
