import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AppError } from '../../common/app-error.js';
import { Environment } from '../../config/environment.js';
import { AccessService } from '../access.service.js';
import { type Caller, noteCaller } from '../caller.js';
import { FromCaller } from '../from-caller.js';
import { IdentitiesService } from '../identities.service.js';
import { BUILT_IN_ADMIN } from '../identity.js';
import { Permission } from '../permission.js';
import { sessionInToken, signToken } from '../sessions/bearer-token.js';
import { cookieNameFor, cookieOptionsFor, csrfTokenOf } from '../sessions/session-cookie.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { UsersService } from '../users/users.service.js';
import { type ChangePasswordBody, changePasswordSchema, type LoginBody, loginSchema, loginViewSchema, methodsViewSchema, meViewSchema } from './login.schemas.js';
import { LoginService, type SignedIn } from './login.service.js';

/** A browser's session ends after a week, however busy it is; a bearer token after an hour. */
export const SESSION_LIFETIME_MS = 7 * 86_400_000;
const TOKEN_LIFETIME_MS = 3_600_000;

/** Signing in and out, and who one is. */
@ApiTags('access')
@Controller('auth')
export class LoginController {
  constructor(
    private readonly login: LoginService,
    private readonly sessions: SessionsService,
    private readonly identities: IdentitiesService,
    private readonly users: UsersService,
    private readonly access: AccessService,
    private readonly environment: Environment,
  ) {}

  /** What a page has to ask of who wants to sign in. */
  @Permission('public')
  @Get('methods')
  @ApiOkResponse({ standardSchema: methodsViewSchema })
  async methods() {
    const { OIDC_ISSUER, OIDC_NAME } = this.environment.variables;
    return {
      required: await this.identities.isGuarded(),
      password: this.environment.adminPassword !== undefined || (await this.users.haveAnyPassword()),
      oidc: OIDC_ISSUER === undefined ? null : { name: OIDC_NAME, url: '/api/auth/oidc/login' },
    };
  }

  /** Sets the cookie of a session, or answers a bearer token. */
  @Permission('public')
  @Post('login')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: loginViewSchema })
  async signIn(@Body({ schema: loginSchema }) body: LoginBody, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const ip = this.access.addressOf(request);
    const signedIn = await this.login.signIn(body.name, body.password, ip);
    const { identity } = signedIn;
    noteCaller(request, { ...identity, ip, byCookie: false });
    const { secret, expiresAt } = await this.#open(signedIn, request, body.as === 'token' ? TOKEN_LIFETIME_MS : SESSION_LIFETIME_MS);
    const { id, name, role } = identity;
    const answer = { user: { id, name, role }, expiresAt: expiresAt.toISOString() };
    if (body.as === 'token') return { ...answer, csrfToken: null, token: await signToken(secret, expiresAt, this.identities.tokenKey) };
    const { PUBLIC_URL } = this.environment.variables;
    response.cookie(cookieNameFor(PUBLIC_URL), secret, cookieOptionsFor(PUBLIC_URL, expiresAt));
    return { ...answer, csrfToken: csrfTokenOf(secret), token: null };
  }

  /** Ends the session of the cookie or bearer token that the request came with. */
  @Permission('signed-in')
  @Post('logout')
  @HttpCode(204)
  @ApiNoContentResponse()
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const secret = await this.#secretOf(request);
    if (secret !== undefined) await this.sessions.close(secret);
    const { PUBLIC_URL } = this.environment.variables;
    response.clearCookie(cookieNameFor(PUBLIC_URL), cookieOptionsFor(PUBLIC_URL));
  }

  @Permission('signed-in')
  @Get('me')
  @ApiOkResponse({ standardSchema: meViewSchema })
  me(@FromCaller() { kind, id, name, role, scopes }: Caller, @Req() request: Request) {
    const proof = this.access.proofOf(request);
    const mayAddCommands = role === 'admin' && this.environment.variables.ALLOW_COMMAND_SERVERS;
    return { kind, id, name, role, scopes, csrfToken: proof.kind === 'cookie' ? csrfTokenOf(proof.token) : null, mayAddCommands };
  }

  /** One's own password. It signs one out everywhere, here as well. */
  @Permission('signed-in')
  @Post('password')
  @HttpCode(204)
  @ApiNoContentResponse()
  async changePassword(@Body({ schema: changePasswordSchema }) { current, next }: ChangePasswordBody, @FromCaller() caller: Caller): Promise<void> {
    if (caller.kind !== 'user' || caller.id === BUILT_IN_ADMIN.id) {
      throw new AppError(409, 'PASSWORD_NOT_HERE', 'Only users of the database change their password here; that of the user admin is ADMIN_PASSWORD.');
    }
    const { userId } = await this.login.signIn(caller.name, current, caller.ip);
    await this.users.update(userId, { password: next });
  }

  #open({ userId }: SignedIn, request: Request, lifetimeMs: number) {
    return this.sessions.open(userId, { ip: this.access.addressOf(request), userAgent: request.headers['user-agent'] ?? '' }, lifetimeMs);
  }

  async #secretOf(request: Request): Promise<string | undefined> {
    const proof = this.access.proofOf(request);
    if (proof.kind === 'cookie') return proof.token;
    return proof.kind === 'bearer' ? sessionInToken(proof.token, this.identities.tokenKey) : undefined;
  }
}
