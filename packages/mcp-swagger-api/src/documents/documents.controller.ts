import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { idSchema } from '../common/id.js';
import {
  type DocumentSourceBody,
  documentSourceSchema,
  documentViewSchema,
  previewSchema,
  previewViewSchema,
  storedDocumentViewSchema,
} from './document.schemas.js';
import { DocumentsService, toDocumentView } from './documents.service.js';

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
  async create(@Body({ schema: documentSourceSchema }) body: DocumentSourceBody) {
    const { document, conversion } = await this.documents.create(body, true);
    return { ...toDocumentView(document), warnings: conversion.warnings, skipped: conversion.skipped };
  }

  /** Converts and answers the tools, and keeps nothing. */
  @Permission('operator')
  @Post('preview')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: previewViewSchema })
  async preview(@Body({ schema: previewSchema }) body: z.infer<typeof previewSchema>) {
    const { title, version, openapiVersion, tools, warnings, skipped } = await this.documents.convert(body, body.filters);
    return { title, version, openapiVersion, tools, warnings, skipped };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: documentViewSchema })
  async get(@Param('id', { schema: idSchema }) id: string) {
    return toDocumentView(await this.documents.get(id));
  }

  @Permission('operator')
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  delete(@Param('id', { schema: idSchema }) id: string) {
    return this.documents.delete(id);
  }
}
