import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Permission } from '../auth/permission.js';
import { PrometheusService } from '../metrics/prometheus.service.js';

/** For Prometheus, outside the prefix, where it looks by default. */
@ApiTags('system')
@Permission('viewer')
@Controller('metrics')
export class PrometheusController {
  constructor(private readonly prometheus: PrometheusService) {}

  @Get()
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  async scrape(@Res() response: Response): Promise<void> {
    const text = await this.prometheus.text();
    response.setHeader('Content-Type', this.prometheus.contentType);
    response.end(text);
  }
}
