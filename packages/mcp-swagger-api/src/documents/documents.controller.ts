import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Query, Req, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import type { Caller } from '../auth/caller.js';
import { FromCaller } from '../auth/from-caller.js';
import { Permission } from '../auth/permission.js';
import { trustsTyped } from '../auth/trusts-typed.js';
import { AppError } from '../common/app-error.js';
import { idSchema } from '../common/id.js';
import { IfMatch, TakesIfMatch } from '../common/if-match.js';
import { toDocumentView, toVersionView } from './document-views.js';
import {
  type CreateDocumentBody,
  createDocumentSchema,
  diffQuerySchema,
  documentViewSchema,
  previewSchema,
  previewViewSchema,
  proposalSchema,
  storedDocumentViewSchema,
  toolDiffSchema,
  type UpdateDocumentBody,
  updateDocumentSchema,
  validateSchema,
  validationSchema,
  versionNumber,
  versionViewSchema,
} from './document.schemas.js';
import { DocumentsService, type Proposal } from './documents.service.js';
import { FORM_FILE, FORM_LIMITS, FORM_TYPE, UPLOAD_TYPES, uploadedText } from './upload.js';

/** OpenAPI documents, their versions, and what they would give. */
@ApiTags('documents')
@Permission('viewer')
@Controller('documents')
export class DocumentsController {
  constructor(private readonly documents: DocumentsService) {}

  @Get()
  @ApiOkResponse({ standardSchema: z.object({ documents: z.array(documentViewSchema) }) })
  async list() {
    return { documents: (await this.documents.list()).map(toDocumentView) };
  }

  @Permission('operator')
  @Post()
  @ApiCreatedResponse({ standardSchema: storedDocumentViewSchema })
  create(@Body({ schema: createDocumentSchema }) body: CreateDocumentBody, @FromCaller() caller: Caller) {
    return this.#create(body, caller);
  }

  /** The same of a file as it is, or in a form, without JSON around it. */
  @Permission('operator')
  @Post('upload')
  @UseInterceptors(FileInterceptor(FORM_FILE, { limits: FORM_LIMITS }))
  @ApiConsumes(...UPLOAD_TYPES, FORM_TYPE)
  @ApiBody({ schema: { oneOf: [{ type: 'string', format: 'binary' }, { type: 'object', required: [FORM_FILE], properties: { [FORM_FILE]: { type: 'string', format: 'binary' } } }] } })
  @ApiCreatedResponse({ standardSchema: storedDocumentViewSchema })
  upload(@Req() request: Request, @UploadedFile() file: { buffer: Buffer } | undefined, @FromCaller() caller: Caller) {
    return this.#create({ openapiData: uploadedText(request, file) }, caller);
  }

  /** Converts and answers the tools, with overlays and filters, and keeps nothing. */
  @Permission('operator')
  @Post('preview')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: previewViewSchema })
  async preview(@Body({ schema: previewSchema }) { filters, overlays, outputSchemas, ...body }: z.infer<typeof previewSchema>, @FromCaller() caller: Caller) {
    const { title, version, openapiVersion, tools, warnings, skipped } = await this.documents.convert(body, trustsTyped(caller), { filters, overlays, outputSchemas });
    return { title, version, openapiVersion, tools, warnings, skipped };
  }

  /** Whether a document can be used, what is wrong with it and where, and what was noticed. A document that cannot is answered with 200, too. */
  @Permission('operator')
  @Post('validate')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: validationSchema })
  async validate(@Body({ schema: validateSchema }) { overlays, ...body }: z.infer<typeof validateSchema>, @FromCaller() caller: Caller): Promise<z.infer<typeof validationSchema>> {
    try {
      const { title, openapiVersion, tools, warnings, skipped } = await this.documents.convert(body, trustsTyped(caller), { overlays });
      return { valid: true, errors: [], title, openapiVersion, toolCount: tools.length, warnings, skipped };
    } catch (error) {
      if (!(error instanceof AppError) || error.status !== 422) throw error;
      const errors = [{ code: error.code, message: error.message, ...error.extensions }];
      return { valid: false, errors, title: null, openapiVersion: null, toolCount: 0, warnings: [], skipped: [] };
    }
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: documentViewSchema })
  async get(@Param('id', { schema: idSchema }) id: string) {
    return toDocumentView(await this.documents.get(id));
  }

  /** Changes its settings; another address or text becomes a new version, which servers use once it is applied. */
  @Permission('operator')
  @TakesIfMatch()
  @Patch(':id')
  @ApiOkResponse({ standardSchema: proposalSchema })
  async update(@Param('id', { schema: idSchema }) id: string, @Body({ schema: updateDocumentSchema }) body: UpdateDocumentBody, @FromCaller() caller: Caller, @IfMatch() ifMatch?: string) {
    return toProposalView(await this.documents.update(id, body, trustsTyped(caller), ifMatch));
  }

  @Permission('operator')
  @TakesIfMatch()
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  delete(@Param('id', { schema: idSchema }) id: string, @IfMatch() ifMatch?: string) {
    return this.documents.delete(id, ifMatch);
  }

  /** Looks at its address now; what is new there becomes a version, which servers use once it is applied. */
  @Permission('operator')
  @Post(':id/refresh')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: proposalSchema })
  async refresh(@Param('id', { schema: idSchema }) id: string) {
    return toProposalView(await this.documents.refresh(id));
  }

  /** The newest first. */
  @Get(':id/versions')
  @ApiOkResponse({ standardSchema: z.object({ versions: z.array(versionViewSchema) }) })
  async versions(@Param('id', { schema: idSchema }) id: string) {
    const { number } = await this.documents.get(id);
    return { versions: (await this.documents.versions.list(id)).map((version) => toVersionView(version, number)) };
  }

  /** The text of a version as it was read. */
  @Get(':id/versions/:number/content')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Header('Content-Disposition', 'attachment')
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  async content(@Param('id', { schema: idSchema }) id: string, @Param('number', { schema: versionNumber }) number: number) {
    await this.documents.get(id);
    return this.documents.versions.content(id, number);
  }

  /** How the tools of one version differ from those of another; without numbers, those of the newest from those in use. */
  @Get(':id/diff')
  @ApiOkResponse({ standardSchema: toolDiffSchema })
  async diff(@Param('id', { schema: idSchema }) id: string, @Query({ schema: diffQuerySchema }) query: z.infer<typeof diffQuerySchema>) {
    const { number } = await this.documents.get(id);
    const { from = number, to = (await this.documents.versions.newest(id))?.number ?? number } = query;
    return { from, to, ...(await this.documents.diff(id, from, to)) };
  }

  async #create(body: CreateDocumentBody, caller: Caller) {
    const { document, conversion } = await this.documents.create(body, true, trustsTyped(caller));
    return { ...toDocumentView(document), warnings: conversion.warnings, skipped: conversion.skipped };
  }
}

function toProposalView({ document, number, isNew }: Proposal): z.infer<typeof proposalSchema> {
  return { ...toDocumentView(document), newest: number, isNew };
}
