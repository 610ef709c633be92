const ROLES = ['viewer', 'operator', 'admin'] as const;

/** Values of a claim and the roles that they give; `*`: whoever the issuer knows. */
export type RoleRules = ReadonlyMap<string, (typeof ROLES)[number]>;

/** Reads `platform-team=admin,devs=operator,*=viewer`. Throws Error that says what was expected. */
export function readRoleRules(text: string): RoleRules {
  const pairs = text.split(',').map((pair) => pair.trim()).filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      // Names of directories hold equals signs.
      const at = pair.lastIndexOf('=');
      const value = pair.slice(0, Math.max(at, 0)).trim();
      const role = ROLES.find((name) => name === pair.slice(at + 1).trim());
      if (value === '' || role === undefined) throw new Error(`pairs like platform-team=admin were expected, with one of ${ROLES.join(', ')}`);
      return [value, role] as const;
    }),
  );
}
