import { append } from '../json/json-pointer.js';

/** Up to this length each object is looked through; in longer texts, only whether a path is written twice. */
const LOOKED_THROUGH_LENGTH = 256 * 1024;
const MOST_TOLD = 50;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]/g;

/** Pointers to the members that valid JSON gives twice in one object, of which a parser keeps the last. */
export function duplicateNames(text: string): string[] {
  return text.length <= LOOKED_THROUGH_LENGTH || hasPathTwice(text) ? lookedThrough(text) : [];
}

/** Whether a name with a slash in front of it occurs twice, wherever; there is no need to know where most of the time. */
function hasPathTwice(text: string): boolean {
  const seen = new Set<string>();
  for (const [, name = ''] of text.matchAll(/"(\/[^"\\]*)"\s*:/g)) {
    if (seen.has(name)) return true;
    seen.add(name);
  }
  return false;
}

interface Around {
  pointer: string;
  /** The names so far, of an object. */
  names: Set<string> | undefined;
  /** The name or number of the member that is being read. */
  step: string | number;
}

function lookedThrough(text: string): string[] {
  const found = new Set<string>();
  const around: Around[] = [];
  let [here, last]: [Around | undefined, string] = [undefined, ''];
  for (const [token] of text.matchAll(TOKEN)) {
    switch (token) {
      case '{':
      case '[':
        if (here !== undefined) around.push(here);
        here = { pointer: here === undefined ? '#' : append(here.pointer, here.step), names: token === '{' ? new Set() : undefined, step: 0 };
        break;
      case '}':
      case ']':
        here = around.pop();
        break;
      case ':': {
        const name = JSON.parse(last) as string;
        if (here?.names?.has(name) === true) found.add(append(here.pointer, name));
        here?.names?.add(name);
        if (here !== undefined) here.step = name;
        if (found.size >= MOST_TOLD) return [...found];
        break;
      }
      case ',':
        if (typeof here?.step === 'number') here.step++;
        break;
      default:
        last = token;
    }
  }
  return [...found];
}
