import { describe, expect, it } from '@jest/globals';
import { SourceTexts } from '../position/source-texts.js';
import { ExternalDocuments } from './external-documents.js';

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
});
