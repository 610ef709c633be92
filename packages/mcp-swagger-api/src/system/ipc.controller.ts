import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ipcViewSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { toInstant } from '../common/instant.js';
import { IpcService } from '../metrics/ipc.service.js';

const ipcAnswerSchema = z.object({
  timestamp: z.iso.datetime(),
  since: z.iso.datetime().describe('the start of the API, or the last reset'),
  ...ipcViewSchema.shape,
  servers: z.array(z.object({ serverId: z.string(), ...ipcViewSchema.shape })),
});

/** How the pipes between the API and its processes do. */
@ApiTags('system')
@Permission('viewer')
@Controller('system/ipc')
export class IpcController {
  constructor(private readonly ipc: IpcService) {}

  @Get()
  @ApiOkResponse({ standardSchema: ipcAnswerSchema })
  view(): z.infer<typeof ipcAnswerSchema> {
    const servers = [...this.ipc.servers()].map(([serverId, view]) => ({ serverId, ...view }));
    return { timestamp: toInstant(Date.now()), since: toInstant(this.ipc.since), ...this.ipc.sum(), servers };
  }

  /** Begins to count anew. */
  @Post('reset')
  @HttpCode(200)
  @Permission('operator')
  @ApiOkResponse({ standardSchema: ipcAnswerSchema })
  reset(): z.infer<typeof ipcAnswerSchema> {
    this.ipc.reset();
    return this.view();
  }
}
