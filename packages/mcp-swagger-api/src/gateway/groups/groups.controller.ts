import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Permission } from '../../auth/permission.js';
import { idSchema } from '../../common/id.js';
import { IfMatch, TakesIfMatch } from '../../common/if-match.js';
import type { GroupEntity } from '../../database/entities/group.entity.js';
import { type CreateGroupBody, createGroupSchema, type GroupView, groupViewSchema, type UpdateGroupBody, updateGroupSchema } from './group.schemas.js';
import { groupRevision, GroupsService } from './groups.service.js';

/** Chosen tools of several servers as one endpoint, /mcp/group/NAME. */
@ApiTags('groups')
@Permission('viewer')
@Controller('groups')
export class GroupsController {
  constructor(private readonly groups: GroupsService) {}

  @Get()
  @ApiOkResponse({ standardSchema: z.object({ groups: z.array(groupViewSchema) }) })
  async list() {
    return { groups: await Promise.all(this.groups.list().map((group) => this.#view(group))) };
  }

  @Permission('operator')
  @Post()
  @ApiCreatedResponse({ standardSchema: groupViewSchema })
  async create(@Body({ schema: createGroupSchema }) body: CreateGroupBody) {
    return await this.#view(await this.groups.create(body));
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: groupViewSchema })
  async get(@Param('id', { schema: idSchema }) id: string) {
    return await this.#view(this.groups.get(id));
  }

  @Permission('operator')
  @TakesIfMatch()
  @Patch(':id')
  @ApiOkResponse({ standardSchema: groupViewSchema })
  async update(@Param('id', { schema: idSchema }) id: string, @Body({ schema: updateGroupSchema }) body: UpdateGroupBody, @IfMatch() ifMatch?: string) {
    return await this.#view(await this.groups.update(id, body, ifMatch));
  }

  @Permission('operator')
  @TakesIfMatch()
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  delete(@Param('id', { schema: idSchema }) id: string, @IfMatch() ifMatch?: string) {
    return this.groups.delete(id, ifMatch);
  }

  async #view(group: GroupEntity): Promise<GroupView> {
    const { id, name, description, members, createdAt, updatedAt } = group;
    const { tools, routes, collisions, unavailable } = await this.groups.shown(group, () => true);
    return {
      id,
      name,
      description,
      members,
      tools: tools.flatMap((tool) => {
        const route = routes.get(tool.name);
        return route === undefined ? [] : [{ name: tool.name, title: tool.title, description: tool.description, ...route }];
      }),
      collisions,
      unavailable,
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
      revision: groupRevision(group),
    };
  }
}
