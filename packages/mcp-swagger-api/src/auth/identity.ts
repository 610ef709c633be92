import type { Caller } from './caller.js';

/** Who somebody is, wherever he calls from. */
export type Identity = Pick<Caller, 'kind' | 'id' | 'name' | 'role' | 'scopes'>;

/** Whoever knows ADMIN_PASSWORD. */
export const BUILT_IN_ADMIN: Identity = { kind: 'user', id: 'admin', name: 'admin', role: 'admin', scopes: [] };

/** Whoever is at this machine, while nobody has to prove anything. */
export const THIS_MACHINE: Identity = { kind: 'local', id: 'local', name: 'this machine', role: 'admin', scopes: [] };
