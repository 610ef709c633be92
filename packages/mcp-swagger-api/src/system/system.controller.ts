import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { systemViewSchema } from 'mcp-swagger-ipc';
import { Permission } from '../auth/permission.js';
import { SystemService } from '../metrics/system.service.js';

@ApiTags('system')
@Permission('viewer')
@Controller('system')
export class SystemController {
  constructor(private readonly system: SystemService) {}

  @Get()
  @ApiOkResponse({ standardSchema: systemViewSchema })
  view() {
    return this.system.view();
  }
}
