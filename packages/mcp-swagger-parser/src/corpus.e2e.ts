import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from '@jest/globals';
import { loadDocument } from './load/load-document.js';
import { STRICT } from './testing/documents.js';
import { toTools } from './tools/to-tools.js';

const examples = dirname(createRequire(import.meta.url).resolve('@readme/oas-examples/package.json'));
const documents = ['2.0', '3.0', '3.1'].flatMap((version) =>
  readdirSync(join(examples, version), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(json|ya?ml)$/.test(name)).map((name) => join(version, name)),
);

describe('every document of the corpus', () => {
  it('is there', () => {
    expect(documents.length).toBeGreaterThan(100);
  });

  it.each(documents)('%s becomes tools with unique, valid names and schemas that compile', async (name) => {
    const document = await loadDocument({ file: join(examples, name) }, { outgoing: STRICT, allowFiles: true });
    const { tools, skipped } = toTools(document);
    expect(skipped).toEqual([]);
    expect(new Set(tools.map((tool) => tool.name)).size).toBe(tools.length);
    const ajv = formats.default(new Ajv2020({ strict: false, logger: false }));
    for (const tool of tools) {
      expect(tool.name).toMatch(/^[a-zA-Z0-9_-]{1,48}$/);
      for (const argument of Object.keys(tool.inputSchema['properties'] as object)) expect(argument).toMatch(/^[a-zA-Z0-9_.-]{1,64}$/);
      for (const schema of [tool.inputSchema, tool.outputSchema ?? {}]) expect(() => ajv.compile(schema)).not.toThrow();
      expect(tool.inputSchema).toMatchObject({ type: 'object' });
    }
  });
});
