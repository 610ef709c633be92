import { nameHash } from '../name-hash.js';

/** What a tool is named after. */
export interface Nameable {
  method: string;
  path: string;
  operationId?: string;
  /** A name that the document's author chose for the tool (`x-mcp`). */
  chosen?: string;
}

// Clients accept 64 and put the server's name in front.
const LONGEST_NAME = 48;
const HASH_LENGTH = 6;

interface Candidate {
  name: string;
  /** Two that differ by capitals only want one name. */
  key: string;
  /** The name says all of what it was made from. */
  isExact: boolean;
  /** Something of the original is lost (letters, length), so the hash must tell it apart. */
  isCut: boolean;
}

/**
 * A name for each tool, in their order: letters, digits, `_` and `-`, at most 48 of them, and unique. A name that had to be cut, or that two
 * operations want, gets a hash of its method and path; so it does not depend on the order of the document.
 */
export function toolNames(operations: Nameable[]): string[] {
  const candidates = operations.map(candidate);
  const wanted = new Map<string, Candidate[]>();
  for (const one of candidates) {
    const rivals = wanted.get(one.key);
    if (rivals === undefined) wanted.set(one.key, [one]);
    else rivals.push(one);
  }
  const taken = new Set<string>();
  const names = candidates.map((one, index) => {
    const rivals = wanted.get(one.key) ?? [];
    const isAlone = rivals.length === 1 || (one.isExact && rivals.filter(({ isExact }) => isExact).length === 1);
    const operation = operations[index];
    if (operation === undefined || (isAlone && !one.isCut)) return one.name;
    return undefined;
  });
  for (const name of names) if (name !== undefined) taken.add(name);
  return names.map((name, index) => {
    const operation = operations[index];
    if (name !== undefined || operation === undefined) return name ?? '';
    const hashedName = withHash(candidates[index]?.name ?? 'operation', operation, taken);
    taken.add(hashedName);
    return hashedName;
  });
}

function candidate(operation: Nameable): Candidate {
  const source = operation.chosen ?? operation.operationId ?? fromPath(operation);
  // As most are written.
  const isPlain = /^[\w-]*$/.test(source);
  const folded = isPlain ? source : source.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  const clean = isPlain && !source.startsWith('_') && !source.endsWith('_') ? source : sanitize(folded);
  const hasLostLetters = !isPlain && /[^\p{ASCII}]/u.test(folded);
  const name = (clean === '' ? sanitize(fromPath(operation)) : clean) || 'operation';
  const cut = name.slice(0, LONGEST_NAME);
  return { name: cut, key: cut.toLowerCase(), isExact: name === source, isCut: hasLostLetters || name.length > LONGEST_NAME };
}

function fromPath({ method, path }: Nameable): string {
  const words = path.split('/').filter((segment) => segment !== '');
  const named = words.map((segment) => segment.replaceAll(/\{([^{}]*)\}/g, 'by_$1'));
  return [method.toLowerCase(), ...named].join('_');
}

function sanitize(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9_-]+/g, '_').replaceAll(/^_+|_+$/g, '');
}

function withHash(name: string, operation: Nameable, taken: Set<string>): string {
  const digest = nameHash(`${operation.method} ${operation.path}`);
  for (let length = HASH_LENGTH; length < digest.length; length++) {
    const full = `${name.slice(0, LONGEST_NAME - length - 1)}_${digest.slice(0, length)}`;
    if (!taken.has(full)) return full;
  }
  return digest.slice(0, LONGEST_NAME);
}
