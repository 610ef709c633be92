import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Permission } from '../../auth/permission.js';
import { idSchema } from '../../common/id.js';
import { IfMatch, TakesIfMatch } from '../../common/if-match.js';
import type { GroupEntity } from '../../database/entities/group.entity.js';
import { type CreateGroupBody, createGroupSchema, type GroupView, groupViewSchema, memberSchema, type UpdateGroupBody, updateGroupSchema } from './group.schemas.js';
import { groupRevision, GroupsService } from './groups.service.js';
import { Offers } from './offers.js';
import type { Origin } from './present.js';

/** Chosen tools of several servers, with their prompts and resources, as one endpoint, /mcp/group/NAME. */
@ApiTags('groups')
@Permission('viewer')
@Controller('groups')
export class GroupsController {
  constructor(
    private readonly groups: GroupsService,
    private readonly offers: Offers,
  ) {}

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
    const [tools, prompts, resources, templates] = await Promise.all([this.offers.tools(members), this.offers.prompts(members), this.offers.resources(members), this.offers.templates(members)]);
    return {
      id,
      name,
      description,
      members: members.map((member) => memberSchema.parse(member)),
      tools: tools.items.map(({ name: shown, title, description: about }) => {
        const { serverId, own } = originOf(tools, shown);
        return { name: shown, title, description: about, serverId, tool: own };
      }),
      prompts: prompts.items.map(({ name: shown, title, description: about }) => {
        const { serverId, own } = originOf(prompts, shown);
        return { name: shown, title, description: about, serverId, prompt: own };
      }),
      resources: [
        ...resources.items.map(({ uri, name: called, title }) => ({ uri, name: called, title, serverId: originOf(resources, uri).serverId })),
        ...templates.items.map(({ uriTemplate: uri, name: called, title }) => ({ uri, name: called, title, serverId: originOf(templates, uri).serverId })),
      ],
      collisions: tools.collisions.map(({ name: taken, serverId, own }) => ({ name: taken, serverId, tool: own })),
      unavailable: tools.unavailable,
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
      revision: groupRevision(group),
    };
  }
}

/** Everything that is shown has an origin. */
function originOf({ routes }: { routes: Map<string, Origin> }, name: string): Origin {
  const origin = routes.get(name);
  if (origin === undefined) throw new Error(`Nobody knows whose ${name} is.`);
  return origin;
}
