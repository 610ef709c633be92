import type { RoleRules } from '../../config/role-rules.js';
import { type Role, ROLES } from '../role.js';

/** The claim at a path like `realm_access.roles`; a claim whose own name has dots goes before it. */
export function claimAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let found: unknown = claims;
  for (const step of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found;
}

/** The farthest role that the values of a claim (a list, or text with spaces) give; undefined: none, and whoever has none is not let in. */
export function roleOfClaim(claim: unknown, rules: RoleRules): Role | undefined {
  const values = typeof claim === 'string' ? [claim, ...claim.split(' ')] : Array.isArray(claim) ? claim.filter((value) => typeof value === 'string') : [];
  const given = new Set(['*', ...values].map((value) => rules.get(value)));
  return ROLES.findLast((role) => given.has(role));
}
