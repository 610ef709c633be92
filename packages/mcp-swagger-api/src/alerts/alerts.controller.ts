import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Caller } from '../auth/caller.js';
import { FromCaller } from '../auth/from-caller.js';
import { Permission } from '../auth/permission.js';
import { trustsTyped } from '../auth/trusts-typed.js';
import { idSchema } from '../common/id.js';
import { IfMatch, TakesIfMatch } from '../common/if-match.js';
import { type AlertQuery, alertPageSchema, alertQuerySchema, type CreateRuleBody, createRuleSchema, ruleViewSchema, type UpdateRuleBody, updateRuleSchema } from './alert.schemas.js';
import { AlertHistory } from './alert-history.js';
import { AlertRulesService, toRuleView } from './alert-rules.service.js';

@ApiTags('alerts')
@Permission('viewer')
@Controller()
export class AlertsController {
  constructor(
    private readonly history: AlertHistory,
    private readonly rules: AlertRulesService,
  ) {}

  /** What was found, newest first; `state=raised` are those that are not over. */
  @Get('alerts')
  @ApiOkResponse({ standardSchema: alertPageSchema })
  list(@Query({ schema: alertQuerySchema }) query: AlertQuery) {
    return this.history.page(query);
  }

  @Get('alert-rules')
  @ApiOkResponse({ standardSchema: z.object({ rules: z.array(ruleViewSchema) }) })
  async listRules() {
    return { rules: (await this.rules.list()).map(toRuleView) };
  }

  @Permission('operator')
  @Post('alert-rules')
  @ApiCreatedResponse({ standardSchema: ruleViewSchema })
  async create(@Body({ schema: createRuleSchema }) body: CreateRuleBody, @FromCaller() caller: Caller) {
    return toRuleView(await this.rules.create(body, trustsTyped(caller)));
  }

  @Get('alert-rules/:id')
  @ApiOkResponse({ standardSchema: ruleViewSchema })
  async get(@Param('id', { schema: idSchema }) id: string) {
    return toRuleView(await this.rules.get(id));
  }

  @Permission('operator')
  @TakesIfMatch()
  @Patch('alert-rules/:id')
  @ApiOkResponse({ standardSchema: ruleViewSchema })
  async update(@Param('id', { schema: idSchema }) id: string, @Body({ schema: updateRuleSchema }) body: UpdateRuleBody, @FromCaller() caller: Caller, @IfMatch() ifMatch?: string) {
    return toRuleView(await this.rules.update(id, body, trustsTyped(caller), ifMatch));
  }

  @Permission('operator')
  @TakesIfMatch()
  @Delete('alert-rules/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  delete(@Param('id', { schema: idSchema }) id: string, @IfMatch() ifMatch?: string) {
    return this.rules.delete(id, ifMatch);
  }
}
