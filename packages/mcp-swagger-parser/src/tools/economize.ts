import type { JsonObject } from '../json/json-object.js';
import { abridge } from '../schema/abridge.js';
import { abridgeOutput, OUTPUT_DETAILS } from '../schema/abridge-output.js';
import { DETAILS } from '../schema/detail.js';
import { jsonSize } from '../schema/json-size.js';
import { shortened } from '../schema/plain-text.js';
import type { Tool } from './tool.js';

// A model pays for all of the list in every conversation. What is under the least is never abridged.
const LEAST_BUDGET = 256_000;
const MOST_BUDGET = 1_900_000;
const BUDGET_PER_TOOL = 2_700;
// Of what a very large document holds, some more is told.
const LARGE = 6_000_000;
const SHARE_OF_LARGE = 0.15;
const MOST_FOR_LARGE = 900_000;

/** How large a tool may be, in characters of JSON; tried from the top until the list fits. Of it, a description takes a part and an output schema a smaller one. */
const CAPS = Array.from({ length: 32 }, (_, index) => Math.round(40_000 * 0.85 ** index));
const SHARE_OF_DESCRIPTION = 0.3;
const SHARE_OF_OUTPUT = 0.15;
const SHORTEST_DESCRIPTION = 160;
const COARSENESS = 1.15;

/** How many characters of JSON the list of so many tools may be, when all of it were so many. */
export function listBudget(tools: number, whole: number): number {
  const more = Math.min(MOST_FOR_LARGE, Math.max(0, whole - LARGE) * SHARE_OF_LARGE);
  return Math.max(LEAST_BUDGET, Math.min(MOST_BUDGET, tools * BUDGET_PER_TOOL)) + Math.round(more);
}

/**
 * The same tools in a list of at most `wanted` characters of JSON (listBudget, unless told otherwise), if it can be done without touching what a call needs. The largest are abridged first,
 * each until it is no larger than the others may be, whatever their order; the fewer tools there are, the more each tells. Below the budget nothing is changed.
 */
export function economize(tools: Tool[], wanted?: number): Tool[] {
  const entries = tools.map((tool) => new Entry(tool));
  const total = (): number => entries.reduce((sum, entry) => sum + entry.size, 0);
  const whole = total();
  const budget = wanted ?? listBudget(tools.length, whole);
  if (whole <= budget) return tools;
  // The levels of detail are coarse, so that most tools come out smaller than they may be.
  const isHopeful = (cap: number): boolean => entries.reduce((sum, { size }) => sum + Math.min(size, cap), 0) <= budget * COARSENESS;
  for (const cap of CAPS.filter(isHopeful)) {
    for (const entry of entries) entry.shrink(cap);
    if (total() <= budget) break;
  }
  return entries.map(({ tool }) => tool);
}

/** A tool on its way to less. */
class Entry {
  size: number;
  readonly #original: Tool;
  readonly #rest: number;
  #input: number;
  #output: number;
  #inputLevel = -1;
  #outputLevel = 0;

  constructor(public tool: Tool) {
    this.#original = tool;
    const { name, title, description, annotations, _meta } = tool;
    this.#rest = JSON.stringify({ name, title, annotations, _meta }).length + 48;
    this.#input = jsonSize(tool.inputSchema);
    this.#output = tool.outputSchema === undefined ? 0 : jsonSize(tool.outputSchema);
    this.size = this.#rest + description.length + this.#input + this.#output;
  }

  /** What comes back tells least about how to call, so it goes first; then texts, then what lies deep. */
  shrink(cap: number): void {
    if (this.size <= cap) return;
    while (this.#output > cap * SHARE_OF_OUTPUT && this.#outputLevel < OUTPUT_DETAILS) this.#nextOutput();
    const longest = Math.max(SHORTEST_DESCRIPTION, Math.round(cap * SHARE_OF_DESCRIPTION));
    if (this.tool.description.length > longest) this.tool = { ...this.tool, description: shortened(this.#original.description, longest) };
    const others = this.#rest + this.tool.description.length + this.#output;
    if (this.#input + others > cap) this.#shrinkInput(cap - others);
    this.size = others + this.#input;
  }

  /** The first level that is small enough, or else the last: each is no larger than the one before. */
  #shrinkInput(most: number): void {
    let low = this.#inputLevel + 1;
    let high = DETAILS.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (jsonSize(this.#atLevel(middle)) <= most) high = middle;
      else low = middle + 1;
    }
    const inputSchema = this.#atLevel(low);
    const size = jsonSize(inputSchema);
    this.#inputLevel = low;
    if (size >= this.#input) return;
    this.tool = { ...this.tool, inputSchema };
    this.#input = size;
  }

  #atLevel(level: number): JsonObject {
    const detail = DETAILS[level];
    return detail === undefined ? this.tool.inputSchema : abridge(this.#original.inputSchema, detail);
  }

  #nextOutput(): void {
    const { outputSchema: _, ...tool } = this.tool;
    const outputSchema = abridgeOutput(this.#original.outputSchema ?? {}, this.#outputLevel);
    this.tool = outputSchema === undefined ? tool : { ...tool, outputSchema };
    this.#output = outputSchema === undefined ? 0 : jsonSize(outputSchema);
    this.#outputLevel++;
  }
}
