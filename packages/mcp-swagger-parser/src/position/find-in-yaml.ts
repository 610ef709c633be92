import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import type { PointerTree } from './pointer-tree.js';

// Beyond this, parsing YAML once more for the sake of its lines takes seconds.
const LONGEST = 8 * 1024 * 1024;

/** Fills in where the places of a tree stand in YAML: at the key of an entry, at an item; an alias leads to its anchor. */
export function findInYaml(text: string, tree: PointerTree): void {
  if (text.length > LONGEST) return;
  const document = parseDocument(text, { schema: 'core', logLevel: 'silent', uniqueKeys: false });
  tree.offset = 0;
  search(document, document.contents, tree);
}

function search(document: Document.Parsed, value: unknown, tree: PointerTree): void {
  if (tree.steps.size === 0) return;
  const node = isAlias(value) ? value.resolve(document) : value;
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) visit(document, item, item, tree.steps.get(String(index)));
  } else if (isMap(node)) {
    for (const { key, value: member } of node.items) {
      const name = isScalar(key) ? String(key.value) : undefined;
      if (name === '<<') for (const merged of isSeq(member) ? member.items : [member]) search(document, merged, tree);
      else if (name !== undefined) visit(document, key, member, tree.steps.get(name));
    }
  }
}

function visit(document: Document.Parsed, place: unknown, value: unknown, step: PointerTree | undefined): void {
  if (step === undefined) return;
  const offset = (place as Node | null)?.range?.[0];
  if (offset !== undefined) step.offset = offset;
  search(document, value, step);
}
