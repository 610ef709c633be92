import type { Role } from '../role.js';

/** Somebody of an OpenID issuer. `subject` tells him from all others there; `name` may be anything, and anybody's. */
export interface IssuedUser {
  issuer: string;
  subject: string;
  name: string;
  role: Role;
}

const LONGEST = 80;

/** A name as users have it here (small letters, digits and . _ @ + -), made of what an issuer calls somebody. */
export function issuedName(told: string): string {
  const name = told
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._@+-]+/gu, '.')
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    .slice(0, LONGEST);
  return name === '' ? 'somebody' : name;
}
