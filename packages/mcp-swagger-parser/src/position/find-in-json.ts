import type { PointerTree } from './pointer-tree.js';

const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = /\s*/y;
const SCALAR_END = /[,}\]\s]/g;

/** Fills in where the places of a tree stand in valid JSON: at the name of a member, at an item. Reads the text once. */
export function findInJson(text: string, tree: PointerTree): void {
  const start = afterSpace(text, text.startsWith('\uFEFF') ? 1 : 0);
  tree.offset = start;
  search(text, start, tree);
}

/** Goes through one value; the offset behind it. */
function search(text: string, start: number, tree: PointerTree): number {
  if (tree.steps.size === 0) return behindValue(text, start);
  if (text[start] === '{') return searchObject(text, start, tree);
  return text[start] === '[' ? searchList(text, start, tree) : behindValue(text, start);
}

function searchObject(text: string, start: number, tree: PointerTree): number {
  let at = afterSpace(text, start + 1);
  while (at < text.length && text[at] !== '}') {
    const nameEnd = behindString(text, at);
    const step = tree.steps.get(JSON.parse(text.slice(at, nameEnd)) as string);
    const value = afterSpace(text, afterSpace(text, nameEnd) + 1);
    if (step !== undefined) step.offset = at;
    at = afterComma(text, step === undefined ? behindValue(text, value) : search(text, value, step));
  }
  return at + 1;
}

function searchList(text: string, start: number, tree: PointerTree): number {
  let at = afterSpace(text, start + 1);
  for (let index = 0; at < text.length && text[at] !== ']'; index++) {
    const step = tree.steps.get(String(index));
    if (step !== undefined) step.offset = at;
    at = afterComma(text, step === undefined ? behindValue(text, at) : search(text, at, step));
  }
  return at + 1;
}

function behindValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return behindString(text, start);
  if (first !== '{' && first !== '[') {
    SCALAR_END.lastIndex = start;
    return SCALAR_END.exec(text)?.index ?? text.length;
  }
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = behindString(text, at) - 1;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        depth++;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        if (--depth === 0) return at + 1;
        break;
    }
  }
  return text.length;
}

function behindString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

function afterComma(text: string, at: number): number {
  const next = afterSpace(text, at);
  return text[next] === ',' ? afterSpace(text, next + 1) : next;
}

function afterSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.exec(text);
  return SPACE.lastIndex;
}
