import { nameHash } from '../name-hash.js';

/** Something that is filled from an argument: a parameter in its place, or the body. */
export interface Slot {
  name: string;
  in: string;
}

const LONGEST_NAME = 64;
const PRECEDENCE = ['path', 'query', 'querystring', 'header', 'cookie', 'body', 'answer'];

/**
 * The name of the argument of each slot, in the order of the slots. All match `^[a-zA-Z0-9_.-]{1,64}$`. Of two that want one name, the
 * first in the order path, query, header, cookie, body, answer has it, and the other is called after its place as well; so the order in the document
 * does not matter.
 */
export function argumentNames(slots: Slot[]): string[] {
  const wanted = new Set<string>();
  for (const { name } of slots) if (isGood(name)) wanted.add(name);
  if (wanted.size === slots.length) return [...wanted];
  const taken = new Set<string>();
  const names = new Map<Slot, string>();
  const take = (slot: Slot, name: string): void => {
    taken.add(name);
    names.set(slot, name);
  };
  const ordered = [...slots].sort((a, b) => PRECEDENCE.indexOf(a.in) - PRECEDENCE.indexOf(b.in) || (a.name < b.name ? -1 : 1));
  for (const slot of ordered) if (acceptable(slot.name) === slot.name && !taken.has(slot.name)) take(slot, slot.name);
  for (const slot of ordered) {
    if (names.has(slot)) continue;
    const plain = acceptable(slot.name);
    const candidates = [plain, acceptable(`${slot.name}_${slot.in}`), hashed(plain, slot)];
    take(slot, candidates.find((candidate) => candidate !== '' && !taken.has(candidate)) ?? hashed(`${plain}_${taken.size}`, slot));
  }
  return slots.map((slot) => names.get(slot) ?? slot.name);
}

/** True for most names: they stay as they are. */
function isGood(name: string): boolean {
  return name.length <= LONGEST_NAME && /^(?:_[\w.-]*|[A-Za-z0-9.-](?:[\w.-]*[A-Za-z0-9.-])?)$/.test(name);
}

function acceptable(name: string): string {
  const clean = name.replaceAll(/[^a-zA-Z0-9_.-]+/g, '_').replaceAll(/^_+|_+$/g, '');
  const kept = name === clean || /^_+[a-zA-Z0-9_.-]*$/.test(name) ? name : clean;
  return kept.length <= LONGEST_NAME ? kept : '';
}

function hashed(name: string, slot: Slot): string {
  const hash = nameHash(`${slot.in} ${slot.name}`).slice(0, 6);
  const readable = (name === '' ? slot.name.replaceAll(/[^a-zA-Z0-9_.-]+/g, '_') : name).slice(0, LONGEST_NAME - 7);
  return `${readable}_${hash}`;
}
