import type { PointerTree } from '../position/pointer-tree.js';

/** What a text stands for, and the text in which its places are found. */
export interface ParsedText {
  value: unknown;
  syntax: 'json' | 'yaml';
  /** As it was parsed: small repairs keep every line where it was. */
  text: string;
  /** Fills in where in the text places are. */
  find: (tree: PointerTree) => void;
}
