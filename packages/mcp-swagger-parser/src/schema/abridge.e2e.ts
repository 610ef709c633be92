import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from '@jest/globals';
import { loadDocument } from '../load/load-document.js';
import { STRICT } from '../testing/documents.js';
import { randomFrom, sampleValue } from '../testing/sample-value.js';
import { toTools } from '../tools/to-tools.js';
import { abridge } from './abridge.js';
import { DETAILS } from './detail.js';

const examples = join(dirname(createRequire(import.meta.url).resolve('@readme/oas-examples/package.json')), '3.0', 'json');
const documents = readdirSync(examples).filter((name) => name.endsWith('.json'));
const compiler = (): Ajv2020 => new Ajv2020({ strict: false, logger: false, validateFormats: false, validateSchema: false });

describe('abridged input schemas of real documents', () => {
  it('take every value that the whole ones take, at every level, and get no larger', async () => {
    const random = randomFrom(3);
    let accepted = 0;
    for (const name of documents) {
      const { tools } = toTools(await loadDocument({ file: join(examples, name) }, { outgoing: STRICT, allowFiles: true }), { listBudget: Infinity });
      for (const { inputSchema } of tools.filter((_, index) => index % 3 === 0)) {
        const full = compiler().compile(inputSchema);
        const values = Array.from({ length: 6 }, () => sampleValue(inputSchema, inputSchema, random)).filter((value) => full(value));
        accepted += values.length;
        let size = JSON.stringify(inputSchema).length;
        for (const detail of DETAILS) {
          const less = abridge(inputSchema, detail);
          const validate = compiler().compile(less);
          for (const value of values) expect([validate(value), validate.errors, value, detail]).toEqual([true, null, value, detail]);
          const now = JSON.stringify(less).length;
          expect(now).toBeLessThanOrEqual(size);
          size = now;
        }
      }
    }
    expect(accepted).toBeGreaterThan(500);
  });
});
