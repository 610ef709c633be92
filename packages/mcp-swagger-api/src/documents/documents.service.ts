import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Filters, OutputSchemas } from 'mcp-swagger-ipc';
import type { DocumentSource, OutgoingPolicy } from 'mcp-swagger-parser';
import { Repository } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { isRowId } from '../common/id.js';
import { requireRevision, revisionOf } from '../common/revision.js';
import { SecretBox } from '../common/secret-box.js';
import { Turns } from '../common/turns.js';
import { Environment } from '../config/environment.js';
import { DocumentEntity } from '../database/entities/document.entity.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { AppEventEmitter } from '../events/app-event-emitter.js';
import type { Conversion } from './conversion.js';
import { convertDocument } from './convert-document.js';
import { type DocumentAuth, documentAuthSchema, headersOf } from './document-auth.js';
import { contentOf, DocumentVersions } from './document-versions.js';
import type { CreateDocumentBody, DocumentSourceBody, UpdateDocumentBody } from './document.schemas.js';
import type { ToolDiff } from './tool-diff.js';

/** How a server, or a preview, reads a document. */
export interface ConversionOptions {
  filters?: Filters | undefined;
  overlays?: string[] | undefined;
  outputSchemas?: OutputSchemas | undefined;
}

/** What reading a document again, or a new text for it, came to. */
export interface Proposal {
  document: DocumentEntity;
  /** The number of the newest version, which servers use only once it is applied. */
  number: number;
  isNew: boolean;
}

/** OpenAPI documents: read, converted once to see that they work, and kept. */
@Injectable()
export class DocumentsService {
  /** Of one document, who uses it, what it says and whether it goes is settled one after the other. */
  readonly #turns = new Turns();

  constructor(
    @InjectRepository(DocumentEntity) private readonly documents: Repository<DocumentEntity>,
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
    readonly versions: DocumentVersions,
    private readonly secrets: SecretBox,
    private readonly events: AppEventEmitter,
    private readonly environment: Environment,
  ) {}

  /** What a document would give, without keeping it. `isTrusted`: its address may be a private one. */
  convert({ auth = null, ...body }: DocumentSourceBody & { auth?: DocumentAuth | null | undefined }, isTrusted: boolean, options: ConversionOptions = {}): Promise<Conversion> {
    const source = toSource(body);
    return this.#convert('url' in source ? { ...source, headers: headersOf(auth) } : source, { sourceUrl: body.openapiUrl ?? null, sourceTrusted: isTrusted }, options);
  }

  /** What a document that is kept gives. */
  async convertStored(id: string, options: ConversionOptions): Promise<Conversion> {
    const document = await this.get(id);
    return this.#convert(textSource(await this.content(id), document.sourceUrl), document, options);
  }

  /** Reads a document at its address now, with its credential. `etag`: rejects with DOCUMENT_UNCHANGED when that is still its tag. */
  async readAgain(document: DocumentEntity, etag?: string | null): Promise<Conversion> {
    const { id, sourceUrl, sealedAuth } = document;
    if (sourceUrl === null) throw new AppError(409, 'DOCUMENT_WITHOUT_ADDRESS', 'The document was given as text and cannot be read again; PATCH it with openapiData.');
    const auth = sealedAuth === null ? null : documentAuthSchema.parse(this.secrets.open(sealedAuth, id));
    const headers = headersOf(auth);
    if (etag !== undefined && etag !== null) headers['if-none-match'] = etag;
    return this.#convert({ url: sourceUrl, headers }, document);
  }

  /** How the tools of one version differ from those of another. */
  async diff(id: string, from: number, to: number): Promise<ToolDiff> {
    const document = await this.get(id);
    const { sourceUrl } = document;
    const [before, after] = await Promise.all([this.versions.content(id, from), this.versions.content(id, to)]);
    const { diff } = await this.#convert(textSource(after, sourceUrl), document, {}, textSource(before, sourceUrl));
    return diff ?? { added: [], removed: [], changed: [], unchanged: 0 };
  }

  /** `kept`: it stays when no server uses it any more. `isTrusted`: its address may be a private one. */
  async create(body: CreateDocumentBody, kept: boolean, isTrusted: boolean): Promise<{ document: DocumentEntity; conversion: Conversion }> {
    const { auth = null, openapiUrl = null, refreshIntervalMs = null, autoApply = false } = body;
    const conversion = await this.convert(body, isTrusted);
    const id = randomUUID();
    const document = this.documents.create({
      id,
      ...contentOf(conversion),
      sourceUrl: openapiUrl,
      sourceTrusted: isTrusted,
      kept,
      number: 1,
      ...this.#sealed(id, auth),
      refreshMs: refreshIntervalMs,
      autoApply,
      etag: conversion.etag ?? null,
      checkedAt: openapiUrl === null ? null : new Date(),
      checkError: null,
    });
    const saved = await this.documents.manager.transaction(async (manager) => {
      const row = await manager.save(document);
      await this.versions.enter(manager, id, 1, conversion, 'created');
      return row;
    });
    return { document: saved, conversion };
  }

  /** Changes its settings, and proposes a new version if a text or an address is given. Throws AppError 412 when somebody else was faster. */
  update(id: string, body: UpdateDocumentBody, isTrusted: boolean, ifMatch?: string): Promise<Proposal> {
    return this.#turns.run(id, async () => {
      const document = await this.get(id);
      requireRevision(ifMatch, documentRevision(document));
      const { auth, openapiUrl, openapiData, refreshIntervalMs, autoApply } = body;
      // A credential is for the address that it was given for.
      const isMoved = openapiUrl !== undefined && openapiUrl !== document.sourceUrl;
      if (auth !== undefined || isMoved) Object.assign(document, this.#sealed(id, auth ?? null));
      if (isMoved) Object.assign(document, { sourceUrl: openapiUrl, sourceTrusted: isTrusted, etag: null });
      if (refreshIntervalMs !== undefined) document.refreshMs = refreshIntervalMs;
      if (autoApply !== undefined) document.autoApply = autoApply;
      if (document.refreshMs !== null && document.sourceUrl === null) {
        throw new AppError(422, 'DOCUMENT_WITHOUT_ADDRESS', 'refreshIntervalMs needs a document with an address: give openapiUrl as well.');
      }
      const conversion = isMoved ? await this.readAgain(document) : openapiData === undefined ? undefined : await this.convert({ openapiData }, isTrusted);
      await this.documents.save(document);
      return this.#propose(document, conversion, openapiData === undefined ? 'fetched' : 'handed-in');
    });
  }

  /** Looks at its address for a new version. */
  refresh(id: string): Promise<Proposal> {
    return this.#turns.run(id, async () => {
      const document = await this.get(id);
      try {
        const conversion = await this.readAgain(document, document.etag).catch(unchanged);
        const proposal = await this.#propose(document, conversion, 'fetched');
        await this.#noteCheck(document, { checkError: null, ...(conversion === undefined ? {} : { etag: conversion.etag ?? null }) });
        return proposal;
      } catch (error) {
        if (error instanceof AppError) await this.#noteCheck(document, { checkError: error.message.slice(0, 2_000) });
        throw error;
      }
    });
  }

  /** Puts what was read in the place of what servers used before. */
  replace(id: string, conversion: Conversion): Promise<void> {
    return this.#turns.run(id, async () => {
      const { number } = await this.versions.propose(id, conversion, 'fetched');
      await this.#apply(id, number);
      await this.documents.update({ id }, { etag: conversion.etag ?? null });
    });
  }

  /** Makes a version the one that servers use; to tell them is the caller's affair. */
  apply(id: string, number: number): Promise<DocumentEntity> {
    return this.#turns.run(id, async () => {
      await this.get(id);
      await this.#apply(id, number);
      return this.get(id);
    });
  }

  list(): Promise<DocumentEntity[]> {
    return this.documents.find({ order: { createdAt: 'DESC', id: 'ASC' }, take: 1_000 });
  }

  async get(id: string): Promise<DocumentEntity> {
    return (isRowId(id) ? await this.documents.findOneBy({ id }) : null) ?? notFound(id);
  }

  /** The document's text as it was read. */
  async content(id: string): Promise<string> {
    const found = await this.documents.findOne({ where: { id }, select: { id: true, content: true } });
    return found?.content ?? notFound(id);
  }

  delete(id: string, ifMatch?: string): Promise<void> {
    return this.#turns.run(id, async () => {
      requireRevision(ifMatch, documentRevision(await this.get(id)));
      const user = await this.servers.findOneBy({ documentId: id });
      if (user !== null) throw new AppError(409, 'DOCUMENT_IN_USE', `The document is used by server ${user.name}; delete that server first.`, { server: user.name });
      await this.documents.delete({ id });
    });
  }

  /** Lets a server enter that it uses a document, which is there and stays there meanwhile; a command uses none. Throws AppError DOCUMENT_NOT_FOUND. */
  use<T>(id: string | null, enter: () => Promise<T>): Promise<T> {
    if (id === null) return enter();
    return this.#turns.run(id, async () => {
      await this.get(id);
      return enter();
    });
  }

  /** A server no longer uses it: what came with a server and serves nobody else is deleted. */
  async release(id: string | null): Promise<void> {
    if (id === null) return;
    await this.#turns.run(id, async () => {
      if (!(await this.servers.existsBy({ documentId: id }))) await this.documents.delete({ id, kept: false });
    });
  }

  async #propose(document: DocumentEntity, conversion: Conversion | undefined, origin: 'fetched' | 'handed-in'): Promise<Proposal> {
    const { id, autoApply } = document;
    if (conversion === undefined) return { document, number: (await this.versions.newest(id))?.number ?? document.number, isNew: false };
    const { number, isNew } = await this.versions.propose(id, conversion, origin);
    if (isNew) this.events.emit('document.changed', { timestamp: Date.now(), documentId: id, number, change: 'proposed', autoApply: autoApply && origin === 'fetched' });
    return { document, number, isNew };
  }

  async #apply(id: string, number: number): Promise<void> {
    await this.versions.apply(id, number);
    this.events.emit('document.changed', { timestamp: Date.now(), documentId: id, number, change: 'applied', autoApply: false });
  }

  async #noteCheck(document: DocumentEntity, fields: { checkError: string | null; etag?: string | null }): Promise<void> {
    const noted = { checkedAt: new Date(), ...fields };
    Object.assign(document, noted);
    await this.documents.update({ id: document.id }, noted);
  }

  #sealed(id: string, auth: DocumentAuth | null): Pick<DocumentEntity, 'sealedAuth' | 'authType'> {
    return auth === null ? { sealedAuth: null, authType: null } : { sealedAuth: this.secrets.seal(auth, id), authType: auth.type };
  }

  #convert(source: DocumentSource, { sourceUrl, sourceTrusted }: Pick<DocumentEntity, 'sourceUrl' | 'sourceTrusted'>, options: ConversionOptions = {}, against?: DocumentSource): Promise<Conversion> {
    const { ALLOW_PRIVATE_NETWORK, OUTGOING_HOSTS } = this.environment.variables;
    const own = sourceUrl === null || !sourceTrusted ? [] : [new URL(sourceUrl).host];
    const outgoing: OutgoingPolicy = { allowPrivateNetwork: ALLOW_PRIVATE_NETWORK, operatorHosts: [...OUTGOING_HOSTS, ...own], trustTyped: sourceTrusted };
    const { filters = {}, overlays, outputSchemas } = options;
    return convertDocument({ source, outgoing, filters, overlays, outputSchemas, against });
  }
}

/** The state of what a person may change of a document; looks at its address leave it as it is. */
export function documentRevision({ id, sourceUrl, hash, number, sealedAuth, refreshMs, autoApply }: DocumentEntity): string {
  return revisionOf({ id, sourceUrl, hash, number, sealedAuth, refreshMs, autoApply });
}

/** Same as before: nothing was read. */
function unchanged(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'DOCUMENT_UNCHANGED') return undefined;
  throw error;
}

function textSource(text: string, url: string | null): DocumentSource {
  return url === null ? { text } : { text, url };
}

function toSource({ openapiUrl, openapiData }: DocumentSourceBody): DocumentSource {
  if (openapiUrl !== undefined) return { url: openapiUrl };
  return { text: typeof openapiData === 'string' ? openapiData : JSON.stringify(openapiData) };
}

function notFound(id: string): never {
  throw new AppError(404, 'DOCUMENT_NOT_FOUND', `There is no document ${id}; GET /api/documents lists them.`);
}
