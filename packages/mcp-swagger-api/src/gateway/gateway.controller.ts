import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { GatewayDoor } from './gateway-door.js';
import { Traffic } from './traffic.js';

const count = z.number().int().nonnegative();

const gatewayViewSchema = z.object({
  open: count.describe('requests and streams that are under way'),
  mostOpen: count,
  traffic: z
    .array(z.object({ serverId: z.string(), caller: z.object({ id: z.string(), name: z.string() }), calls: count, errors: count, bytesIn: count, bytesOut: count }))
    .describe('by caller and server, since the API started'),
});

/** What goes through the gateway. */
@ApiTags('gateway')
@Permission('viewer')
@Controller('gateway')
export class GatewayController {
  constructor(
    private readonly door: GatewayDoor,
    private readonly traffic: Traffic,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: gatewayViewSchema })
  get() {
    return { open: this.door.open, mostOpen: this.door.mostOpen, traffic: this.traffic.totals() };
  }
}
