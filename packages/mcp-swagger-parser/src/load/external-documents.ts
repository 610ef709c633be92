import { posix } from 'node:path';
import { setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append, readToken } from '../json/json-pointer.js';
import type { SourceTexts } from '../position/source-texts.js';
import { fileResource } from './collect-references.js';
import type { Resource } from './collect-references.js';
import type { ParsedText } from './parsed-text.js';
import { withoutFragment } from './reference-address.js';

/** Where the files that a document refers to are kept inside the bundled document. */
export const EXTERNAL_DOCUMENTS = 'x-documents';

/** Reads and parses another file of the document, which warnings call `file`; rejects with DocumentError. */
export type ReadExternal = (address: string, file: string) => Promise<ParsedText & { url: string }>;

// Large descriptions are cut into a file for each operation and schema: the largest known one has about 2,000.
const MOST_DOCUMENTS = 5_000;
const MOST_CHARACTERS = 128 * 1024 * 1024;
const AT_ONCE = 8;

/** The files of one document beside its root: read once each, whatever the spelling, and kept under `x-documents`. */
export class ExternalDocuments {
  readonly documents: JsonObject = {};
  readonly #failures = new Map<string, string>();
  #count = 0;
  #characters = 0;

  constructor(
    private readonly rootAddress: string | undefined,
    /** By address without fragment; undefined: it cannot be read. */
    private readonly resources: Map<string, Resource | undefined>,
    private readonly read: ReadExternal,
    private readonly sources: SourceTexts,
  ) {}

  /** Why an address could not be read. */
  failure(address: string): string | undefined {
    return this.#failures.get(address);
  }

  /** Reads files, several at a time; the new ones, in the order of the addresses. */
  async add(addresses: string[]): Promise<Resource[]> {
    const added: Resource[] = [];
    for (let start = 0; start < addresses.length; start += AT_ONCE) {
      const some = addresses.slice(start, start + AT_ONCE);
      const answers = await Promise.all(some.map(async (address) => await this.#tryRead(address)));
      for (const [index, answer] of answers.entries()) {
        const resource = this.#keep(some[index] ?? '', answer);
        if (resource !== undefined) added.push(resource);
      }
    }
    return added;
  }

  async #tryRead(address: string): Promise<Awaited<ReturnType<ReadExternal>> | string> {
    if (++this.#count > MOST_DOCUMENTS) return `a document may be made of at most ${MOST_DOCUMENTS} other files.`;
    if (this.#characters > MOST_CHARACTERS) return `the files of a document may have ${MOST_CHARACTERS} characters together.`;
    if (this.#isOnAnotherMachine(address)) return 'it is a file of another machine; copy it beside the document.';
    try {
      return await this.read(address, this.#nameOf(address));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #keep(address: string, answer: Awaited<ReturnType<ReadExternal>> | string): Resource | undefined {
    if (typeof answer === 'string') {
      this.#failures.set(address, answer);
      this.resources.set(address, undefined);
      return undefined;
    }
    this.#characters += answer.text.length;
    const finalAddress = withoutFragment(answer.url);
    // A redirect may lead to a file that is here already.
    const known = this.resources.get(finalAddress);
    if (known !== undefined) {
      this.resources.set(address, known);
      return undefined;
    }
    const name = this.#nameOf(address);
    const home = append(append('#', EXTERNAL_DOCUMENTS), name);
    const resource = fileResource(answer, home, finalAddress);
    this.resources.set(address, resource);
    this.resources.set(finalAddress, resource);
    setMember(this.documents, name, answer.value);
    this.sources.add(home, answer, name);
    return resource;
  }

  /** True for a file on a share that the root document is not on. Windows would sign in there with the user's name and password to read it. */
  #isOnAnotherMachine(address: string): boolean {
    const { protocol, host } = new URL(address);
    if (protocol !== 'file:' || host === '') return false;
    const root = this.rootAddress === undefined ? undefined : new URL(this.rootAddress);
    return root?.protocol !== 'file:' || root.host !== host;
  }

  /** Relative to the root document, so that names in tools do not depend on where it lies. */
  #nameOf(address: string): string {
    const root = this.rootAddress === undefined ? undefined : new URL(this.rootAddress);
    const url = new URL(address);
    if (root === undefined || root.protocol !== url.protocol || root.host !== url.host) return address;
    return `${readToken(posix.relative(posix.dirname(root.pathname), url.pathname))}${url.search}`;
  }
}
