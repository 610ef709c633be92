import type { DeepObjectLists } from './serialize-value.js';

/** What is not the encoding's own: how the argument is called, and the convention for lists in deepObject. */
export interface BodyOptions {
  argument: string;
  deepObjectLists: DeepObjectLists;
}
