import type { JsonObject } from '../json/json-object.js';
import { Abridging } from '../schema/abridge.js';
import type { Parts } from '../schema/abridge.js';
import { OUTPUT_DETAILS, SmallerOutputs } from '../schema/abridge-output.js';
import { DETAILS } from '../schema/detail.js';
import { jsonSize } from '../schema/json-size.js';
import { shortened } from '../schema/plain-text.js';
import { firstThatFits } from './first-that-fits.js';
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
  const abridging = new Abridging(DETAILS);
  const outputs = new Map<JsonObject, SmallerOutputs>();
  const likely = new Map<number, number>();
  const entries = tools.map((tool) => new Entry(tool, abridging, outputs, likely));
  const total = (): number => entries.reduce((sum, entry) => sum + entry.size, 0);
  const whole = total();
  const budget = wanted ?? listBudget(tools.length, whole);
  if (whole <= budget) return tools;
  // The levels of detail are coarse, so that most tools come out smaller than they may be.
  const isHopeful = (cap: number): boolean => entries.reduce((sum, { size }) => sum + Math.min(size, cap), 0) <= budget * COARSENESS;
  const first = CAPS.findIndex(isHopeful);
  for (const cap of first === -1 ? [] : CAPS.slice(first)) {
    for (const entry of entries) entry.shrink(cap);
    if (total() <= budget) break;
  }
  return entries.map((entry) => entry.result());
}

/** A tool on its way to less. Nothing is made of it before its end; until then sizes are enough. */
class Entry {
  size: number;
  readonly #rest: number;
  readonly #sizes: number[] = [];
  #parts: Parts | undefined;
  #description: string;
  #input: number;
  #output: number;
  /** The level that was tried last, and the one that is in use, for not every level is smaller than the one before. */
  #tried = -1;
  #inputLevel = -1;
  #outputLevel = 0;

  constructor(
    private readonly tool: Tool,
    private readonly abridging: Abridging,
    private readonly outputs: Map<JsonObject, SmallerOutputs>,
    /** The levels that input schemas came out with, by how much smaller they had to become. */
    private readonly likely: Map<number, number>,
  ) {
    const { name, title, description, annotations, _meta } = tool;
    this.#rest = JSON.stringify({ name, title, annotations, _meta }).length + 48;
    this.#input = jsonSize(tool.inputSchema);
    this.#output = tool.outputSchema === undefined ? 0 : jsonSize(tool.outputSchema);
    this.#description = description;
    this.size = this.#rest + description.length + this.#input + this.#output;
  }

  /** What comes back tells least about how to call, so it goes first; then texts, then what lies deep. */
  shrink(cap: number): void {
    if (this.size <= cap) return;
    while (this.#output > cap * SHARE_OF_OUTPUT && this.#outputLevel < OUTPUT_DETAILS) {
      this.#outputLevel++;
      this.#output = this.#smallerOutputs().size(this.#outputLevel - 1);
    }
    const longest = Math.max(SHORTEST_DESCRIPTION, Math.round(cap * SHARE_OF_DESCRIPTION));
    if (this.#description.length > longest) this.#description = shortened(this.tool.description, longest);
    const others = this.#rest + this.#description.length + this.#output;
    if (this.#input + others > cap) this.#shrinkInput(cap - others);
    this.size = others + this.#input;
  }

  result(): Tool {
    const isWhole = this.#inputLevel < 0;
    const inputSchema = isWhole ? this.tool.inputSchema : this.abridging.abridge(this.#taken(), this.#inputLevel);
    const told = { description: this.#description, inputSchema };
    if (this.#outputLevel === 0) return isWhole && told.description === this.tool.description ? this.tool : { ...this.tool, ...told };
    const { outputSchema: _, ...tool } = this.tool;
    const output = this.#smallerOutputs().schema(this.#outputLevel - 1);
    return { ...tool, ...told, ...(output === undefined ? {} : { outputSchema: output }) };
  }

  /** The first level that is small enough, or else the last: each is no larger than the one before. What had to become as much smaller before tells the level to try first. */
  #shrinkInput(most: number): void {
    const low = this.#tried + 1;
    const high = DETAILS.length - 1;
    if (low > high) return;
    const share = Math.round(2 * Math.log2(jsonSize(this.tool.inputSchema) / Math.max(most, 1)));
    const level = firstThatFits(low, high, this.likely.get(share) ?? share, (tried) => this.#sizeAt(tried) <= most);
    this.#tried = level;
    this.likely.set(share, level);
    if (this.#sizeAt(level) >= this.#input) return;
    this.#inputLevel = level;
    this.#input = this.#sizeAt(level);
  }

  #sizeAt(level: number): number {
    return (this.#sizes[level] ??= this.abridging.size(this.#taken(), level));
  }

  #taken(): Parts {
    return (this.#parts ??= this.abridging.take(this.tool.inputSchema));
  }

  #smallerOutputs(): SmallerOutputs {
    const schema = this.tool.outputSchema ?? {};
    let smaller = this.outputs.get(schema);
    if (smaller === undefined) this.outputs.set(schema, (smaller = new SmallerOutputs(schema)));
    return smaller;
  }
}
