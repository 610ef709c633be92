import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { codeOf } from '../common/error-facts.js';
import { AuditLog } from './audit-log.js';
import { type AuditEntryView, auditExportQuerySchema, auditPageSchema, type AuditQuery, auditQuerySchema } from './audit.schemas.js';
import { csvRecord } from './csv.js';

const COLUMNS = ['at', 'actor_kind', 'actor_id', 'actor_name', 'ip', 'user_agent', 'action', 'path', 'target_type', 'target_id', 'status', 'changes'];

@ApiTags('audit')
@Permission('admin')
@Controller('audit')
export class AuditController {
  constructor(private readonly log: AuditLog) {}

  /** Every request that would change something, newest first: who, from where, what came of it and what it changed. */
  @Get()
  @ApiOkResponse({ standardSchema: auditPageSchema })
  list(@Query({ schema: auditQuerySchema }) query: AuditQuery) {
    return this.log.page(query);
  }

  /** All of them as a file. */
  @Get('export')
  @ApiProduces('text/csv', 'application/x-ndjson')
  @ApiOkResponse({ description: 'The entries, newest first.' })
  async export(@Query({ schema: auditExportQuerySchema }) { format, ...conditions }: z.output<typeof auditExportQuerySchema>, @Res() response: Response) {
    const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
    response.writeHead(200, { 'Content-Type': type, 'Content-Disposition': `attachment; filename="audit.${format}"`, 'Cache-Control': 'no-store' });
    try {
      await pipeline(Readable.from(format === 'csv' ? csvOf(this.log.all(conditions)) : ndjsonOf(this.log.all(conditions))), response);
    } catch (error) {
      // The reader has enough.
      if (codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    }
  }
}

async function* csvOf(pages: AsyncIterable<AuditEntryView[]>): AsyncGenerator<string> {
  yield csvRecord(COLUMNS);
  for await (const entries of pages) yield entries.map(toRecord).join('');
}

async function* ndjsonOf(pages: AsyncIterable<AuditEntryView[]>): AsyncGenerator<string> {
  for await (const entries of pages) yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

function toRecord({ at, actor, ip, userAgent, action, path, target, status, changes }: AuditEntryView): string {
  const what = changes === null ? null : JSON.stringify(changes);
  return csvRecord([at, actor.kind, actor.id, actor.name, ip, userAgent, action, path, target?.type ?? null, target?.id ?? null, status, what]);
}
