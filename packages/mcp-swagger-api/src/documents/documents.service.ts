import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Filters, OutputSchemas } from 'mcp-swagger-ipc';
import type { DocumentSource, OutgoingPolicy } from 'mcp-swagger-parser';
import { Repository } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { isRowId } from '../common/id.js';
import { Turns } from '../common/turns.js';
import { Environment } from '../config/environment.js';
import { DocumentEntity } from '../database/entities/document.entity.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import type { Conversion } from './conversion.js';
import { convertDocument } from './convert-document.js';
import type { DocumentSourceBody, DocumentView } from './document.schemas.js';

/** How one server reads its document. */
export interface StoredConversion {
  filters: Filters;
  overlays?: string[] | undefined;
  outputSchemas?: OutputSchemas | undefined;
}

/** OpenAPI documents: read, converted once to see that they work, and kept. */
@Injectable()
export class DocumentsService {
  /** Of one document, who uses it and whether it goes is settled one after the other. */
  readonly #turns = new Turns();

  constructor(
    @InjectRepository(DocumentEntity) private readonly documents: Repository<DocumentEntity>,
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
    private readonly environment: Environment,
  ) {}

  /** What a document would give, without keeping it. */
  convert(body: DocumentSourceBody, filters: Filters = {}): Promise<Conversion> {
    return convertDocument({ source: toSource(body), outgoing: this.#outgoing(body.openapiUrl), filters });
  }

  /** What a document that is kept gives. */
  async convertStored(id: string, { filters, overlays = [], outputSchemas }: StoredConversion): Promise<Conversion> {
    const { sourceUrl } = await this.get(id);
    const text = await this.content(id);
    const source = sourceUrl === null ? { text } : { text, url: sourceUrl };
    return convertDocument({ source, outgoing: this.#outgoing(sourceUrl ?? undefined), filters, overlays, outputSchemas });
  }

  /** `kept`: it stays when no server uses it any more. */
  async create(body: DocumentSourceBody, kept: boolean): Promise<{ document: DocumentEntity; conversion: Conversion }> {
    const conversion = await this.convert(body);
    const document = this.documents.create({
      id: randomUUID(),
      ...contentOf(conversion),
      sourceUrl: body.openapiUrl ?? null,
      kept,
    });
    return { document: await this.documents.save(document), conversion };
  }

  /** Puts what was read again in the place of what was read before. */
  replace(id: string, conversion: Conversion): Promise<void> {
    return this.#turns.run(id, async () => {
      await this.documents.update({ id }, contentOf(conversion));
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

  delete(id: string): Promise<void> {
    return this.#turns.run(id, async () => {
      await this.get(id);
      const user = await this.servers.findOneBy({ documentId: id });
      if (user !== null) throw new AppError(409, 'DOCUMENT_IN_USE', `The document is used by server ${user.name}; delete that server first.`);
      await this.documents.delete({ id });
    });
  }

  /** Lets a server enter that it uses a document, which is there and stays there meanwhile. Throws AppError DOCUMENT_NOT_FOUND. */
  use<T>(id: string, enter: () => Promise<T>): Promise<T> {
    return this.#turns.run(id, async () => {
      await this.get(id);
      return enter();
    });
  }

  /** A server no longer uses it: what came with a server and serves nobody else is deleted. */
  release(id: string): Promise<void> {
    return this.#turns.run(id, async () => {
      if (!(await this.servers.existsBy({ documentId: id }))) await this.documents.delete({ id, kept: false });
    });
  }

  #outgoing(url: string | undefined): OutgoingPolicy {
    return {
      allowPrivateNetwork: this.environment.variables.ALLOW_PRIVATE_NETWORK,
      operatorHosts: url === undefined ? [] : [new URL(url).host],
    };
  }
}

/** The columns that a reading fills. */
function contentOf({ title, version, openapiVersion, hash, tools, text }: Conversion) {
  return { title, version, openapiVersion, hash, toolCount: tools.length, bytes: Buffer.byteLength(text), content: text };
}

export function toDocumentView(document: DocumentEntity): DocumentView {
  const { id, title, version, openapiVersion, sourceUrl, hash, toolCount, bytes, createdAt } = document;
  return { id, title, version, openapiVersion, sourceUrl, hash, toolCount, bytes, createdAt: createdAt.toISOString() };
}

function toSource({ openapiUrl, openapiData }: DocumentSourceBody): DocumentSource {
  if (openapiUrl !== undefined) return { url: openapiUrl };
  return { text: typeof openapiData === 'string' ? openapiData : JSON.stringify(openapiData) };
}

function notFound(id: string): never {
  throw new AppError(404, 'DOCUMENT_NOT_FOUND', `There is no document ${id}; GET /api/documents lists them.`);
}
