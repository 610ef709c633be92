import { describe, expect, it } from '@jest/globals';
import { SourceTexts } from '../position/source-texts.js';
import { ExternalDocuments, type ReadExternal } from './external-documents.js';

/** The names under which a document at `root` reads its other files, and why it does not read them. */
async function reading(root: string | undefined, address: string): Promise<{ names: string[]; failure: string | undefined }> {
  const names: string[] = [];
  const read = async (_address: string, name: string): Promise<never> => {
    names.push(name);
    throw new Error('there is nothing here');
  };
  const external = new ExternalDocuments(root, new Map(), read, new SourceTexts());
  await external.add([address]);
  return { names, failure: external.failure(address) };
}

describe('A file that a document refers to', () => {
  it.each([
    ['file:///srv/v1/root.yaml', 'file:///srv/shared/a.yaml', '../shared/a.yaml'],
    ['file:///C:/my%20apis/v1/root.yaml', 'file:///C:/my%20apis/v1/a%20b.yaml', 'a b.yaml'],
    ['file:///C:/apis/root.yaml', 'file:///D:/a.yaml', '../../D:/a.yaml'],
    ['file://server/share/root.yaml', 'file://server/share/v1/a.yaml', 'v1/a.yaml'],
    ['file:///srv/root.yaml', 'https://api.example/a.yaml', 'https://api.example/a.yaml'],
  ])('seen from %s, %s is called %s', async (root, address, name) => {
    expect((await reading(root, address)).names).toEqual([name]);
  });

  it.each([
    ['file:///srv/root.yaml', 'file://server/share/a.yaml'],
    ['file:///C:/apis/root.yaml', 'file://server/share/a.yaml'],
    ['file://server/share/root.yaml', 'file://elsewhere/share/a.yaml'],
    ['https://server/root.yaml', 'file://server/share/a.yaml'],
    [undefined, 'file://server/share/a.yaml'],
  ])('seen from %s, %s is on another machine and not read', async (root, address) => {
    expect(await reading(root, address)).toEqual({ names: [], failure: expect.stringContaining('another machine') });
  });

  const files = (count: number) => Array.from({ length: count }, (_, index) => `https://api.example/${index}.yaml`);
  const counted = (text: string) => {
    const asked: string[] = [];
    const external = new ExternalDocuments(
      'https://api.example/root.yaml',
      new Map(),
      (address) => {
        asked.push(address);
        return Promise.resolve({ value: {}, syntax: 'yaml', text, url: address, find: () => undefined } as unknown as Awaited<ReturnType<ReadExternal>>);
      },
      new SourceTexts(),
    );
    return { asked, external };
  };

  it('is one of so many at most', async () => {
    const { asked, external } = counted('{}');
    const added = await external.add(files(5_100));
    expect([asked.length, added.length]).toEqual([5_000, 5_000]);
    expect(external.failure('https://api.example/5050.yaml')).toMatch(/at most 5000 other files/);
  });

  it('is read only while all together are not too large', async () => {
    const { asked, external } = counted('x'.repeat(50_000_000));
    await external.add(files(16));
    // Eight are read side by side, before anybody knows how large they are.
    expect(asked).toHaveLength(8);
    expect(external.failure('https://api.example/8.yaml')).toMatch(/characters together/);
  });
});
