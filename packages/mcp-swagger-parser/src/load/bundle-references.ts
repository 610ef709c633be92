import { isObject, member, objectMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { Located } from '../json/references.js';
import type { SourceTexts } from '../position/source-texts.js';
import type { Warnings } from '../warning.js';
import { bindDynamicReferences } from './bind-dynamic-references.js';
import type { DynamicPlace } from './bind-dynamic-references.js';
import { collectReferences, fileResource } from './collect-references.js';
import type { Reference, Resource } from './collect-references.js';
import { EXTERNAL_DOCUMENTS, ExternalDocuments } from './external-documents.js';
import type { ReadExternal } from './external-documents.js';
import type { ParsedText } from './parsed-text.js';
import { resolveAddress, splitReference, withoutFragment } from './reference-address.js';

/** What is known of the root document. */
export interface BundleOptions {
  /** Where it finally came from. */
  url: string | undefined;
  /** What the operator typed: other files may refer back to that. */
  typedUrl: string | undefined;
  /** Schemas may have an `$id` and be referred to by it: OpenAPI 3.1 and later. */
  knowsIds: boolean;
  syntax: ParsedText['syntax'];
  /** How messages call it, when nobody has looked yet whether it is too deep. */
  unjudged: string | undefined;
  sources: SourceTexts;
}

/**
 * Makes every `$ref` of a document point into the document itself. Other files are read once each, kept whole under `x-documents`, and
 * their own references are relative to their own address. What cannot be read stays unresolved and is reported. Gives the maps of names that
 * are references as a whole.
 */
export async function bundleReferences(root: JsonObject, options: BundleOptions, read: ReadExternal, warnings: Warnings): Promise<JsonObject[]> {
  const base = selfAddress(root, options.url);
  const rootFile = fileResource({ value: root, syntax: options.syntax }, '#', base);
  rootFile.unjudged = options.unjudged;
  const resources = new Map<string, Resource | undefined>();
  for (const own of [options.typedUrl, options.url, base]) if (own !== undefined) resources.set(withoutFragment(own), rootFile);
  const external = new ExternalDocuments(options.url, resources, read, options.sources);
  const references: Reference[] = [];
  const places: DynamicPlace[] = [];
  const fillings: Located<JsonObject>[] = [];

  const collect = (files: Resource[]): void => {
    for (const file of files) {
      const found = collectReferences(file, options.knowsIds, resolveAddress);
      for (const reference of found.references) references.push(reference);
      for (const pointer of found.wrong) warnings.add('REFERENCE', pointer, 'The $ref is left out: it is no text.');
      places.push(...found.places);
      fillings.push(...found.fillings);
      for (const inner of found.inner) if (inner.address !== undefined && resources.get(inner.address) === undefined) resources.set(inner.address, inner);
    }
  };
  collect([rootFile]);
  const known = new Map<Reference, string[]>();
  const candidates = (reference: Reference): string[] => {
    const addresses = known.get(reference) ?? addressesOf(reference, root);
    known.set(reference, addresses);
    return addresses;
  };
  for (let wanted = missing(references, candidates, resources); wanted.length > 0; wanted = missing(references, candidates, resources)) {
    collect(await external.add(wanted));
  }

  const reported = new Set<string>();
  for (const reference of references) {
    const addresses = candidates(reference);
    const target = targetOf(reference, addresses, resources, root);
    if (target !== undefined) reference.write(target);
    else if (reference.kind !== 'mapping') reportUnreadable(reference, addresses, external, reported, warnings);
  }
  if (Object.keys(external.documents).length > 0) root[EXTERNAL_DOCUMENTS] = external.documents;
  bindDynamicReferences(root, places, fillings, warnings);
  return references.filter(({ kind }) => kind === 'map').map(({ owner }) => owner);
}

/**
 * The addresses that a reference may mean: relative to the `$id` around it, as JSON Schema says, then relative to its file, which is where
 * most authors put the other one. None for a reference into its own resource.
 */
function addressesOf({ value, resource }: Reference, root: JsonObject): string[] {
  const { file } = splitReference(value);
  if (file === '' || bareName(value, root) !== undefined) return [];
  const addresses = [resolveAddress(file, resource.address), resolveAddress(file, resource.file.address)];
  return [...new Set(addresses.filter((address) => address !== undefined))];
}

/** The addresses that are to be read next. A discriminator value is a name more often than an address: it is no reason to read a file. */
function missing(references: Reference[], candidates: (reference: Reference) => string[], resources: Map<string, Resource | undefined>): string[] {
  const wanted = new Set<string>();
  for (const reference of references) {
    if (reference.kind === 'mapping') continue;
    for (const address of candidates(reference)) {
      if (!resources.has(address)) wanted.add(address);
      if (!resources.has(address) || resources.get(address) !== undefined) break;
    }
  }
  return [...wanted];
}

function targetOf(reference: Reference, addresses: string[], resources: Map<string, Resource | undefined>, root: JsonObject): string | undefined {
  const { file, fragment } = splitReference(reference.value);
  if (file === '') return inResource(reference.resource, fragment ?? '');
  const bare = bareName(reference.value, root);
  if (bare !== undefined) return bare;
  for (const address of addresses) {
    const resource = resources.get(address);
    if (resource !== undefined) return inResource(resource, fragment ?? '');
  }
  return undefined;
}

/** A pointer, or the name of an anchor, in a resource. */
function inResource(resource: Resource, fragment: string): string {
  if (fragment === '') return resource.home;
  if (!fragment.startsWith('/')) {
    const anchor = resource.anchors.get(fragment);
    // Without its slash, `file.yaml#Pet` is how some write `file.yaml#/Pet`.
    return anchor ?? (isObject(resource.value) && Object.hasOwn(resource.value, fragment) ? append(resource.home, fragment) : `${resource.home}/${fragment}`);
  }
  const [first = ''] = fragment.slice(1).split('/');
  const isInside = resource === resource.file || (isObject(resource.value) && Object.hasOwn(resource.value, first));
  // Authors give a schema an `$id` and go on writing `#/components/…` in it.
  return `${isInside ? resource.home : resource.file.home}${fragment}`;
}

/** `$ref: Pet`, as in Swagger 1, for a schema of the document. */
function bareName(reference: string, root: JsonObject): string | undefined {
  if (!/^\w+$/.test(reference)) return undefined;
  if (member(objectMember(root, 'definitions') ?? {}, reference) !== undefined) return `#/definitions/${reference}`;
  const schemas = objectMember(objectMember(root, 'components') ?? {}, 'schemas') ?? {};
  return member(schemas, reference) === undefined ? undefined : `#/components/schemas/${reference}`;
}

function reportUnreadable(reference: Reference, addresses: string[], external: ExternalDocuments, reported: Set<string>, warnings: Warnings): void {
  const [address] = addresses;
  if (address === undefined) {
    const message = `The reference ${JSON.stringify(reference.value)} cannot be followed: the document has no address of its own to resolve it against.`;
    warnings.add('REFERENCE_UNREADABLE', reference.pointer, message);
    return;
  }
  if (reported.has(address)) return;
  reported.add(address);
  warnings.add('REFERENCE_UNREADABLE', reference.pointer, `The reference to ${address} is left out: ${external.failure(address) ?? 'it cannot be read.'}`);
}

/** OpenAPI 3.2 lets a document name its own base with `$self`. */
function selfAddress(root: JsonObject, url: string | undefined): string | undefined {
  const self = root['$self'];
  return typeof self === 'string' ? (resolveAddress(self, url) ?? url) : url;
}
