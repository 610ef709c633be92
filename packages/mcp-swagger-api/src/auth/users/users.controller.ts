import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { idSchema } from '../../common/id.js';
import { IfMatch, TakesIfMatch } from '../../common/if-match.js';
import type { UserEntity } from '../../database/entities/user.entity.js';
import { Permission } from '../permission.js';
import { type CreateUserBody, createUserSchema, roleSchema, type UpdateUserBody, updateUserSchema, type UserView, userViewSchema } from './user.schemas.js';
import { userRevision, UsersService } from './users.service.js';

/** The people who may sign in, for admins. */
@ApiTags('access')
@Permission('admin')
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @ApiOkResponse({ standardSchema: z.object({ users: z.array(userViewSchema) }) })
  async list() {
    return { users: (await this.users.list()).map(toUserView) };
  }

  /** The first must be an admin: from then on everybody has to sign in. */
  @Permission('admin')
  @Post()
  @ApiCreatedResponse({ standardSchema: userViewSchema })
  async create(@Body({ schema: createUserSchema }) body: CreateUserBody) {
    return toUserView(await this.users.create(body));
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: userViewSchema })
  async get(@Param('id', { schema: idSchema }) id: string) {
    return toUserView(await this.users.get(id));
  }

  /** A new password, or being disabled, signs the user out everywhere. */
  @Permission('admin')
  @TakesIfMatch()
  @Patch(':id')
  @ApiOkResponse({ standardSchema: userViewSchema })
  async update(@Param('id', { schema: idSchema }) id: string, @Body({ schema: updateUserSchema }) body: UpdateUserBody, @IfMatch() ifMatch?: string) {
    return toUserView(await this.users.update(id, body, ifMatch));
  }

  @Permission('admin')
  @TakesIfMatch()
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  delete(@Param('id', { schema: idSchema }) id: string, @IfMatch() ifMatch?: string) {
    return this.users.delete(id, ifMatch);
  }
}

function toUserView(user: UserEntity): UserView {
  const { id, name, role, disabled, issuer, createdAt, lastLoginAt } = user;
  return {
    id,
    name,
    role: roleSchema.parse(role),
    disabled,
    signsInWith: issuer === null ? 'password' : 'issuer',
    createdAt: createdAt.toISOString(),
    lastLoginAt: lastLoginAt?.toISOString() ?? null,
    revision: userRevision(user),
  };
}
