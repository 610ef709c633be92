import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { CallHistory } from './call-history.js';
import { allCallFiguresSchema, callFiguresQuerySchema, stepOfRange, wholeMinutes, wholeRange } from './call.schemas.js';

@ApiTags('calls')
@Permission('viewer')
@Controller('calls')
export class AllCallsController {
  constructor(private readonly history: CallHistory) {}

  /** The tool calls of all servers together: how many, how they went and how long they took, in sum and over time. Without a range the last hour. */
  @Get()
  @ApiOkResponse({ standardSchema: allCallFiguresSchema })
  async figures(@Query({ schema: callFiguresQuerySchema }) { tool, step, ...given }: z.infer<typeof callFiguresQuerySchema>) {
    const range = wholeMinutes(wholeRange(given));
    const stepMs = stepOfRange(range, step);
    const { total, series } = await this.history.figures({ tool, ...range, stepMs });
    return { from: range.from.toISOString(), to: range.to.toISOString(), stepMs, total, series };
  }
}
