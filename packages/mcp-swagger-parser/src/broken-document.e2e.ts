import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { DocumentError } from './document-error.js';
import { isObject } from './json/json-object.js';
import type { JsonObject } from './json/json-object.js';
import { loadDocument } from './load/load-document.js';
import { METHODS } from './operations/http-methods.js';
import { STRICT } from './testing/documents.js';
import { randomFrom } from './testing/sample-value.js';
import { toTools } from './tools/to-tools.js';

const ROUNDS = 150;
const WRONG = [null, 5, 'x', true, [], {}, [[]], { $ref: '#/nowhere' }, { $ref: 7 }];

type Steps = (string | number)[];

/** The ways to all values of a document. */
function placesOf(value: unknown, steps: Steps = []): Steps[] {
  if (typeof value !== 'object' || value === null) return [steps];
  const inner = Array.isArray(value) ? value.map((item, index): [number, unknown] => [index, item]) : Object.entries(value);
  return [steps, ...inner.flatMap(([step, member]) => placesOf(member, [...steps, step]))];
}

function replaced(document: JsonObject, steps: Steps, value: unknown): JsonObject {
  const copy = structuredClone(document);
  const owner = steps.slice(0, -1).reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], copy) as Record<string, unknown>;
  owner[steps.at(-1) ?? ''] = value;
  return copy;
}

/** The operations, as `get /pets`. */
function operationsOf({ paths }: JsonObject): string[] {
  if (!isObject(paths)) return [];
  return Object.entries(paths).flatMap(([path, item]) => (isObject(item) ? METHODS.filter((method) => isObject(item[method])).map((method) => `${method} ${path}`) : []));
}

describe('a document with one wrong place', () => {
  it.each(['3.0/json/petstore.json', '2.0/json/petstore.json', '3.1/json/webhooks.json', '3.0/json/parameters-cookies.json'])('loses at most what stands there, and says so: %s', async (name) => {
    const document = JSON.parse(await readFile(createRequire(import.meta.url).resolve(`@readme/oas-examples/${name}`), 'utf8')) as JsonObject;
    const convert = async (broken: JsonObject): Promise<ReturnType<typeof toTools>> => toTools(await loadDocument({ text: JSON.stringify(broken) }, { outgoing: STRICT }));
    const before = await convert(document);
    const places = placesOf(document).filter(({ length }) => length > 0);
    const random = randomFrom(11);
    for (let round = 0; round < ROUNDS; round++) {
      const steps = places[Math.floor(random() * places.length)] ?? ['paths'];
      const wrong = WRONG[Math.floor(random() * WRONG.length)];
      const broken = replaced(document, steps, wrong);
      let after: Awaited<ReturnType<typeof convert>>;
      try {
        after = await convert(broken);
      } catch (error) {
        expect([steps, error]).toEqual([['openapi', 'swagger'].includes(String(steps[0])) ? steps : 'no reason to refuse all', expect.any(DocumentError)]);
        continue;
      }
      const kept = operationsOf(broken);
      // Whatever is an operation still is a tool, or is skipped with a reason.
      expect({ at: steps, wrong, tools: after.tools.length + after.skipped.length }).toEqual({ at: steps, wrong, tools: kept.length });
      const isEmpty = isObject(wrong) && Object.keys(wrong).length === 0;
      const isSaid = after.warnings.some(({ code, pointer }) => !before.warnings.some((known) => known.code === code && known.pointer === pointer));
      if (kept.length < operationsOf(document).length) expect({ at: steps, wrong, isSaid: isSaid || isEmpty }).toEqual({ at: steps, wrong, isSaid: true });
      const names = new Map(before.tools.map((tool) => [`${tool._meta.method.toLowerCase()} ${tool._meta.path}`, tool.name]));
      const isElsewhere = (operation: string): boolean => steps[0] !== 'paths' || `${String(steps[2])} ${String(steps[1])}` !== operation;
      const same = kept.filter(isElsewhere).filter((operation) => !after.tools.some((tool) => tool.name === names.get(operation)));
      expect({ at: steps, wrong, lost: same }).toEqual({ at: steps, wrong, lost: [] });
    }
  });
});
