import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../../common/app-error.js';
import { Gate } from '../../common/gate.js';

/** OWASP's second choice of parameters for Argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Each takes 19 MiB and a core for 30 ms or more: so many at once, and so many that wait. */
const AT_ONCE = 2;
const MAX_WAITING = 50;

const gate = new Gate(AT_ONCE);

/** Argon2id (RFC 9106) in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, COST));
}

/** Without a hash it takes as long as with one, and says no: the time does not tell whether there is such a user. */
export function isPassword(password: string, passwordHash: string | null | undefined): Promise<boolean> {
  return inTurn(async () => {
    const matches = await verify(passwordHash ?? NOBODYS, password);
    return matches && passwordHash !== null && passwordHash !== undefined;
  });
}

/** Of 32 random bytes that nobody kept. */
const NOBODYS = '$argon2id$v=19$m=19456,t=2,p=1$u5ItSiO8T9GmKsdKCrjGsw$s/iA+Hi/P3BO7MY9B1kTR11GORocrEGprBZQzEO1NmY';

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (gate.size >= AT_ONCE + MAX_WAITING) throw new AppError(429, 'TOO_MANY_LOGINS', 'Too many people are signing in at once; try again in some seconds.', { retryAfterSeconds: 2 });
  return await gate.run(work);
}
