import { Controller, Get, Logger, Req, Res } from '@nestjs/common';
import { ApiFoundResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AppError } from '../../common/app-error.js';
import { messageOf } from '../../common/error-facts.js';
import { Environment } from '../../config/environment.js';
import { AccessService } from '../access.service.js';
import { Permission } from '../permission.js';
import { readCookie } from '../read-proof.js';
import { cookieNameFor, cookieOptionsFor } from '../sessions/session-cookie.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { attemptCookieName, attemptCookieOptions } from './attempt-cookie.js';
import { OidcService } from './oidc.service.js';

/** Whoever loses his role at the issuer loses it here the next day at the latest. */
const SESSION_LIFETIME_MS = 12 * 3_600_000;

/** Signing in at an OpenID issuer; for browsers. */
@ApiTags('access')
@Controller('auth/oidc')
export class OidcController {
  private readonly logger = new Logger('Access');

  constructor(
    private readonly oidc: OidcService,
    private readonly sessions: SessionsService,
    private readonly access: AccessService,
    private readonly environment: Environment,
  ) {}

  /** Sends the browser to the issuer. */
  @Permission('public')
  @Get('login')
  @ApiFoundResponse({ description: 'to the issuer' })
  async begin(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { PUBLIC_URL } = this.environment.variables;
    await this.#orTell(response, async () => {
      const { url, cookie } = await this.oidc.begin(request.headers.host);
      response.cookie(attemptCookieName(PUBLIC_URL), cookie, attemptCookieOptions(PUBLIC_URL)).redirect(302, url);
    });
  }

  /** Where the issuer sends it back to, with a code that is good once. Opens the session. */
  @Permission('public')
  @Get('callback')
  @ApiFoundResponse({ description: 'to the dashboard' })
  async end(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { PUBLIC_URL } = this.environment.variables;
    const name = attemptCookieName(PUBLIC_URL);
    const { maxAge: _maxAge, ...options } = attemptCookieOptions(PUBLIC_URL);
    response.clearCookie(name, options);
    await this.#orTell(response, async () => {
      const user = await this.oidc.end(request.headers.host, request.url.replace(/^[^?]*/, ''), readCookie(request.headers.cookie ?? '', name));
      const ip = this.access.addressOf(request);
      const { secret, expiresAt } = await this.sessions.open(user.id, { ip, userAgent: request.headers['user-agent'] ?? '' }, SESSION_LIFETIME_MS);
      this.logger.log(`${user.name} (${user.role}) signed in at the issuer, from ${ip}.`);
      response.cookie(cookieNameFor(PUBLIC_URL), secret, cookieOptionsFor(PUBLIC_URL, expiresAt)).redirect(302, '/');
    });
  }

  /** A person looks at this, so what went wrong is told on the page to sign in. */
  async #orTell(response: Response, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'INTERNAL_ERROR';
      if (!(error instanceof AppError)) this.logger.error(`A sign-in at the issuer failed: ${messageOf(error)}`);
      response.redirect(302, `/?sign-on=${encodeURIComponent(code)}`);
    }
  }
}
