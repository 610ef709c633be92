import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { idSchema } from '../common/id.js';
import { toDocumentView } from '../documents/document-views.js';
import { documentViewSchema, versionNumber } from '../documents/document.schemas.js';
import { DocumentApplication } from './document-application.js';

const applicationSchema = documentViewSchema.extend({
  servers: z.array(
    z.object({
      serverId: z.uuid(),
      name: z.string(),
      applied: z.enum(['stored', 'reloaded', 'replaced', 'restarted', 'refused']),
      error: z.object({ code: z.string(), message: z.string() }).nullable(),
    }),
  ),
});

@ApiTags('documents')
@Controller('documents')
export class DocumentApplicationController {
  constructor(private readonly application: DocumentApplication) {}

  /** Makes a version, a new one or an earlier one, that of all servers that use the document; those that run get it without losing their sessions. */
  @Permission('operator')
  @Post(':id/versions/:number/apply')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: applicationSchema })
  async apply(@Param('id', { schema: idSchema }) id: string, @Param('number', { schema: versionNumber }) number: number) {
    const { document, servers } = await this.application.apply(id, number);
    return { ...toDocumentView(document), servers };
  }
}
