import { boundedPattern } from '../arguments/bounded-pattern.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Tool } from 'mcp-swagger-parser';

/** Holds structured content against the output schemas of tools, where those are promises. Each is compiled when its tool answers first. */
export class StructureCheck {
  #ajv: Ajv2020 | undefined;
  readonly #validators = new Map<string, ValidateFunction | undefined>();

  /** Where structured content is not what the tool promises, as the end of a sentence; undefined when it is. */
  problem(tool: Tool, structuredContent: unknown): string | undefined {
    const validate = this.#compiled(tool);
    if (validate === undefined || validate(structuredContent)) return undefined;
    const [error] = validate.errors ?? [];
    const place = error === undefined || error.instancePath === '' ? 'it' : error.instancePath;
    return `${place} ${error?.message ?? 'does not fit'}`;
  }

  #compiled(tool: Tool): ValidateFunction | undefined {
    if (!this.#validators.has(tool.name)) this.#validators.set(tool.name, this.#compile(tool));
    return this.#validators.get(tool.name);
  }

  #compile(tool: Tool): ValidateFunction | undefined {
    if (tool.outputSchema === undefined) return undefined;
    try {
      this.#ajv ??= formats.default(new Ajv2020({ strict: false, logger: false, addUsedSchema: false, code: { regExp: boundedPattern } }));
      return this.#ajv.compile(tool.outputSchema);
    } catch {
      // What we cannot compile clients cannot either.
      return undefined;
    }
  }
}
