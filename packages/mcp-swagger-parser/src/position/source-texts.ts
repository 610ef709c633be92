import { LineOf } from './line-of.js';
import { offsetOf, pointerTree } from './pointer-tree.js';
import type { PointerTree } from './pointer-tree.js';

/** What is said about a place of a document. */
export interface Remark {
  pointer: string;
  file?: string;
  line?: number;
}

interface SourceText {
  /** The pointer at which it lives in the bundled document; absent for what is no part of it. */
  home?: string;
  /** Absent for the root document. */
  file?: string;
  text: string;
  /** Fills in where the places of a tree stand in the text. */
  find: (tree: PointerTree) => void;
}

/** The texts that a document was made of; they are only looked at again when something is to be said about them. */
export class SourceTexts {
  readonly #texts: SourceText[] = [];

  add(home: string | undefined, { text, find }: Pick<SourceText, 'text' | 'find'>, file?: string): void {
    this.#texts.push({ text, find, ...(home === undefined ? {} : { home }), ...(file === undefined ? {} : { file }) });
  }

  /** Adds lines to the remarks; one about another file of the document names that file, and its pointer leads into it. */
  place(remarks: Remark[]): void {
    const bySource = new Map<SourceText, Remark[]>();
    for (const remark of remarks) {
      const source = this.#sourceOf(remark);
      if (source === undefined || remark.line !== undefined) continue;
      if (remark.file === undefined && source.file !== undefined) {
        remark.pointer = `#${remark.pointer.slice(source.home?.length)}`;
        remark.file = source.file;
      }
      const here = bySource.get(source);
      if (here === undefined) bySource.set(source, [remark]);
      else here.push(remark);
    }
    for (const [source, here] of bySource) addLines(source, here);
  }

  #sourceOf({ pointer, file }: Remark): SourceText | undefined {
    if (file !== undefined) return this.#texts.find((source) => source.file === file);
    const around = this.#texts.filter(({ home }) => home !== undefined && (pointer === home || pointer.startsWith(`${home}/`)));
    return around.find((source) => source.file !== undefined) ?? around[0];
  }
}

function addLines({ text, find }: SourceText, remarks: Remark[]): void {
  const tree = pointerTree(remarks.map(({ pointer }) => pointer));
  find(tree);
  const lines = new LineOf(text);
  for (const remark of remarks) {
    const offset = offsetOf(tree, remark.pointer);
    if (offset !== undefined) remark.line = lines.at(offset);
  }
}
