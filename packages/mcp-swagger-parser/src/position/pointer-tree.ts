import { pointerTokens } from '../json/json-pointer.js';

/** The places that are looked for in a text, as a tree of steps; a search fills in the offsets, counted in UTF-16 units. */
export interface PointerTree {
  offset?: number;
  steps: Map<string, PointerTree>;
}

/** The tree of all these pointers. */
export function pointerTree(pointers: Iterable<string>): PointerTree {
  const root: PointerTree = { steps: new Map() };
  for (const pointer of pointers) {
    let here = root;
    for (const token of pointerTokens(pointer) ?? []) {
      let next = here.steps.get(token);
      if (next === undefined) here.steps.set(token, (next = { steps: new Map() }));
      here = next;
    }
  }
  return root;
}

/** The offset of a place, or of the nearest one around it that the text has. */
export function offsetOf(tree: PointerTree, pointer: string): number | undefined {
  let here: PointerTree | undefined = tree;
  let offset = tree.offset;
  for (const token of pointerTokens(pointer) ?? []) {
    here = here?.steps.get(token);
    offset = here?.offset ?? offset;
  }
  return offset;
}
