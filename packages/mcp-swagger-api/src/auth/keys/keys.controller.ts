import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { idSchema } from '../../common/id.js';
import type { ApiKeyEntity } from '../../database/entities/api-key.entity.js';
import type { Caller } from '../caller.js';
import { FromCaller } from '../from-caller.js';
import { Permission } from '../permission.js';
import { type CreateKeyBody, createKeySchema, type KeyView, keyViewSchema, newKeyViewSchema } from './key.schemas.js';
import { KeysService } from './keys.service.js';

/** Keys for programs: of the API, to read it, or of the MCP endpoints of servers. */
@ApiTags('access')
@Permission('admin')
@Controller('keys')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @Get()
  @ApiOkResponse({ standardSchema: z.object({ keys: z.array(keyViewSchema) }) })
  async list() {
    return { keys: (await this.keys.list()).map(toKeyView) };
  }

  /** The answer is the only place that ever shows the key. */
  @Permission('admin')
  @Post()
  @ApiCreatedResponse({ standardSchema: newKeyViewSchema })
  async create(@Body({ schema: createKeySchema }) body: CreateKeyBody, @FromCaller() caller: Caller) {
    const { row, key } = await this.keys.create(body, caller.name);
    return { ...toKeyView(row), key };
  }

  /** It opens nothing any more, at once. */
  @Permission('admin')
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  delete(@Param('id', { schema: idSchema }) id: string) {
    return this.keys.delete(id);
  }
}

function toKeyView({ id, name, hint, scopes, expiresAt, lastUsedAt, createdBy, createdAt }: ApiKeyEntity): KeyView {
  return { id, name, hint, scopes, createdBy, expiresAt: expiresAt?.toISOString() ?? null, lastUsedAt: lastUsedAt?.toISOString() ?? null, createdAt: createdAt.toISOString() };
}
