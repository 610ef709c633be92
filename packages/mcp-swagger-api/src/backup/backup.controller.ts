import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { AppError } from '../common/app-error.js';
import { codeOf } from '../common/error-facts.js';
import { SecretBox } from '../common/secret-box.js';
import { writeArchive } from './archive.js';
import { backupRows } from './backup-rows.js';
import { Restart } from './restart.js';
import { restoreRows } from './restore-rows.js';

const flag = z.enum(['true', 'false']).default('false').transform((text) => text === 'true');
const restoreQuerySchema = z.object({ replace: flag.describe('delete the configuration that is there'), dryRun: flag.describe('do it all and take it back') });

const reportSchema = z.object({
  dryRun: z.boolean(),
  createdAt: z.iso.datetime(),
  rows: z.record(z.string(), z.number().int()).describe('by table'),
  missingSecrets: z.array(z.object({ table: z.string(), id: z.string(), name: z.string() })).describe('sealed with another ENCRYPTION_KEY: to be entered again'),
});

@ApiTags('backup')
@Permission('admin')
@Controller()
export class BackupController {
  constructor(
    private readonly database: DataSource,
    private readonly secrets: SecretBox,
    private readonly restart: Restart,
  ) {}

  /** Configuration and documents as one file. Secrets are in it as they are stored: sealed, or as hashes. */
  @Get('backup')
  @ApiProduces('application/gzip')
  @ApiOkResponse({ description: 'The backup.' })
  async backup(@Res() response: Response) {
    const now = new Date();
    const name = `mcp-swagger-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.backup.gz`;
    response.writeHead(200, { 'Content-Type': 'application/gzip', 'Content-Disposition': `attachment; filename="${name}"`, 'Cache-Control': 'no-store' });
    try {
      await pipeline(Readable.from(writeArchive(backupRows(this.database), now)), createGzip(), response);
    } catch (error) {
      // A reader without the end of it sees that it is not whole.
      response.destroy();
      if (codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    }
  }

  /** Puts a backup back, whole or not at all, and starts the servers that shall run. */
  @Permission('admin')
  @Post('restore')
  @HttpCode(200)
  @ApiConsumes('application/gzip')
  @ApiOkResponse({ standardSchema: reportSchema })
  async restore(@Req() request: Request, @Query({ schema: restoreQuerySchema }) options: z.output<typeof restoreQuerySchema>) {
    if (request.is('application/gzip') === false) throw new AppError(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be the file of a backup, with the header Content-Type: application/gzip.');
    const before = await this.restart.known();
    const report = await restoreRows(this.database, this.secrets, request, options);
    if (!options.dryRun) await this.restart.all(before);
    return report;
  }
}
