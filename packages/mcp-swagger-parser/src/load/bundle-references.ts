import { DocumentError } from '../document-error.js';
import { setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { Warnings } from '../warning.js';
import { collectReferences } from './collect-references.js';
import type { Reference } from './collect-references.js';

/** Where the files that a document refers to are kept inside the bundled document. */
export const EXTERNAL_DOCUMENTS = 'x-documents';
const MOST_EXTERNAL_DOCUMENTS = 200;

/** Reads and parses another file of the document; rejects with DocumentError. */
export type ReadExternal = (address: string) => Promise<{ value: unknown; url: string }>;

interface Part {
  value: unknown;
  /** Its own address, against which its references are resolved. */
  url: string | undefined;
  /** The pointer at which it lives in the bundled document. */
  home: string;
}

/**
 * Makes every `$ref` of a document point into the document itself. Other files are read once each, kept whole under `x-documents`,
 * and their own references are relative to their own address. What cannot be read stays unresolved and is reported.
 */
export async function bundleReferences(root: JsonObject, url: string | undefined, read: ReadExternal, warnings: Warnings): Promise<void> {
  const documents: JsonObject = {};
  // A file that could not be read has no home, and is not tried again.
  const homes = new Map<string, string | undefined>();
  const base = selfAddress(root, url);
  for (const own of [url, base]) if (own !== undefined) homes.set(withoutFragment(own), '#');
  const parts: Part[] = [{ value: root, url: base, home: '#' }];

  const add = async (address: string, pointer: string): Promise<void> => {
    homes.set(address, undefined);
    const count = Object.keys(documents).length;
    if (count >= MOST_EXTERNAL_DOCUMENTS) {
      warnings.add('TOO_MANY_DOCUMENTS', pointer, `${address} was not read: a document may be made of at most ${MOST_EXTERNAL_DOCUMENTS} other files.`);
      return;
    }
    try {
      const external = await read(address);
      const finalAddress = withoutFragment(external.url);
      // A redirect may lead to a file that is here already.
      const known = homes.get(finalAddress);
      const home = known ?? append(append('#', EXTERNAL_DOCUMENTS), count);
      homes.set(address, home);
      homes.set(finalAddress, home);
      if (known !== undefined) return;
      setMember(documents, String(count), external.value);
      parts.push({ value: external.value, url: external.url, home });
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      warnings.add('REFERENCE_UNREADABLE', pointer, `The reference to ${address} is left out: ${error.message}`);
    }
  };

  const mappings: [Reference, Part][] = [];
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const { references, anchors, ids } = collectReferences(part.value, part.home);
    for (const [id, pointer] of ids) {
      const address = resolveAddress(id, part.url);
      if (address !== undefined && !homes.has(address)) homes.set(address, pointer);
    }
    for (const reference of references) {
      if (reference.kind === 'mapping') {
        mappings.push([reference, part]);
        continue;
      }
      const { file, fragment } = split(reference.value);
      if (file === '') {
        reference.write((fragment === undefined ? undefined : anchors.get(fragment)) ?? `${part.home}${fragment ?? ''}`);
        continue;
      }
      const address = resolveAddress(file, part.url);
      if (address === undefined) {
        reportUnresolvable(reference, warnings);
        continue;
      }
      if (!homes.has(address)) await add(address, reference.pointer);
      const home = homes.get(address);
      if (home !== undefined) reference.write(`${home}${fragment ?? ''}`);
    }
  }
  // A discriminator value is a name more often than an address, and its schema is referred to beside it: it is no reason to read a file.
  for (const [reference, part] of mappings) {
    const { file, fragment } = split(reference.value);
    const home = file === '' ? part.home : homes.get(resolveAddress(file, part.url) ?? '');
    if (home !== undefined) reference.write(`${home}${fragment ?? ''}`);
  }
  if (Object.keys(documents).length > 0) root[EXTERNAL_DOCUMENTS] = documents;
}

function reportUnresolvable(reference: Reference, warnings: Warnings): void {
  warnings.add(
    'REFERENCE_UNREADABLE',
    reference.pointer,
    `The reference ${JSON.stringify(reference.value)} cannot be followed: the document has no address of its own to resolve it against.`,
  );
}

/** OpenAPI 3.2 lets a document name its own base with `$self`. */
function selfAddress(root: JsonObject, url: string | undefined): string | undefined {
  const self = root['$self'];
  return typeof self === 'string' ? (resolveAddress(self, url) ?? url) : url;
}

function resolveAddress(file: string, base: string | undefined): string | undefined {
  return URL.canParse(file, base) ? withoutFragment(new URL(file, base).href) : undefined;
}

function withoutFragment(url: string): string {
  return split(url).file;
}

function split(reference: string): { file: string; fragment?: string } {
  const at = reference.indexOf('#');
  return at === -1 ? { file: reference } : { file: reference.slice(0, at), fragment: reference.slice(at + 1) };
}
