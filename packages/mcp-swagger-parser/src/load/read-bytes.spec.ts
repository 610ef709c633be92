import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readBytes } from './read-bytes.js';

const limit = {
  maxBytes: 100_000,
  tooLarge: (size: number): never => {
    throw new Error(`too large: ${size > 100_000}`);
  },
};
// Windows has no files of that kind.
const onUnix = process.platform === 'win32' ? it.skip : it;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-read-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('readBytes', () => {
  it.each([0, 7, 100_000])('reads a file of %i bytes', async (size) => {
    const file = join(folder, `${size}`);
    await writeFile(file, 'x'.repeat(size));
    expect((await readBytes(file, limit)).toString()).toBe('x'.repeat(size));
  });

  it('does not begin with a file that is too large', async () => {
    const file = join(folder, 'large');
    await writeFile(file, 'x'.repeat(100_001));
    await expect(readBytes(file, limit)).rejects.toThrow('too large: true');
  });

  onUnix('ends at the limit with a file that has no size and no end', async () => {
    await expect(readBytes('/dev/zero', limit)).rejects.toThrow('too large: true');
  });
});
