import { Module } from '@nestjs/common';
import { DocumentRefresh } from './document-refresh.js';
import { DocumentVersions } from './document-versions.js';
import { DocumentsController } from './documents.controller.js';
import { DocumentsService } from './documents.service.js';

@Module({ controllers: [DocumentsController], providers: [DocumentsService, DocumentVersions, DocumentRefresh], exports: [DocumentsService] })
export class DocumentsModule {}
