import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Configuration } from 'openid-client';
import { AppError } from '../../common/app-error.js';
import { messageOf } from '../../common/error-facts.js';
import { SecretBox } from '../../common/secret-box.js';
import { Environment, isLoopbackHost } from '../../config/environment.js';
import type { UserEntity } from '../../database/entities/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { type Attempt, ATTEMPT_LIFETIME_MS, openAttempt, sealAttempt } from './attempt-cookie.js';
import { IssuerFetch } from './issuer-fetch.js';
import { claimAt, roleOfClaim } from './role-of-claims.js';

const CALLBACK_PATH = '/api/auth/oidc/callback';
const TIMEOUT_S = 10;
/** The issuer may have moved its endpoints, or its keys. */
const BELIEVED_MS = 3_600_000;

type Library = typeof import('openid-client');
type Claims = Record<string, unknown>;

/** Signing in at an OpenID issuer (OpenID Connect Core 1.0, authorization code with PKCE). Loaded only where one is configured. */
@Injectable()
export class OidcService implements OnApplicationShutdown {
  private readonly logger = new Logger('Access');
  readonly #fetch: IssuerFetch | undefined;
  #known: { configuration: Promise<Configuration>; until: number } | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly users: UsersService,
    private readonly box: SecretBox,
  ) {
    const { OIDC_ISSUER, OUTGOING_HOSTS, ALLOW_PRIVATE_NETWORK } = environment.variables;
    if (OIDC_ISSUER === undefined) return;
    // Its host was configured; what it says about its endpoints was not.
    this.#fetch = new IssuerFetch({ allowPrivateNetwork: ALLOW_PRIVATE_NETWORK, operatorHosts: [...OUTGOING_HOSTS, new URL(OIDC_ISSUER).host] });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#fetch?.close();
  }

  /** Where a browser has to go, and the cookie with which it comes back. Throws AppError. */
  async begin(host: string | undefined): Promise<{ url: string; cookie: string }> {
    const library = await import('openid-client');
    const configuration = await this.#configuration(library);
    const attempt: Attempt = { state: library.randomState(), nonce: library.randomNonce(), verifier: library.randomPKCECodeVerifier(), until: Date.now() + ATTEMPT_LIFETIME_MS };
    const url = library.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#callback(host),
      scope: this.environment.variables.OIDC_SCOPES,
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await library.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, cookie: sealAttempt(attempt, this.box) };
  }

  /** The user whom the issuer vouches for, with the role that his claims give. `query`: as the browser came back. Throws AppError. */
  async end(host: string | undefined, query: string, cookie: string | undefined): Promise<UserEntity> {
    const attempt = openAttempt(cookie, this.box, Date.now());
    if (attempt === undefined) throw new AppError(400, 'SIGN_ON_EXPIRED', 'This sign-in was not begun in this browser, or is too old; begin again.');
    const library = await import('openid-client');
    const configuration = await this.#configuration(library);
    const claims = await this.#claims(library, configuration, new URL(query, this.#callback(host)), attempt);
    const { OIDC_ROLE_CLAIM, OIDC_ROLES, OIDC_ISSUER = '' } = this.environment.variables;
    const subject = String(claims['sub']);
    const role = roleOfClaim(claimAt(claims, OIDC_ROLE_CLAIM), OIDC_ROLES);
    if (role === undefined) {
      await this.users.refuseIssued(OIDC_ISSUER, subject);
      throw new AppError(403, 'SIGN_ON_WITHOUT_ROLE', `The issuer knows you, but gives you no role here: none of the values of its claim ${OIDC_ROLE_CLAIM} is in OIDC_ROLES.`);
    }
    return this.users.enterIssued({ issuer: OIDC_ISSUER, subject, role, name: nameIn(claims) });
  }

  async #claims(library: Library, configuration: Configuration, url: URL, attempt: Attempt): Promise<Claims> {
    try {
      const tokens = await library.authorizationCodeGrant(configuration, url, { pkceCodeVerifier: attempt.verifier, expectedState: attempt.state, expectedNonce: attempt.nonce, idTokenExpected: true });
      const claims: Claims = { ...tokens.claims() };
      if (claimAt(claims, this.environment.variables.OIDC_ROLE_CLAIM) !== undefined || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
      // Some issuers tell roles only where they are asked for them.
      return { ...(await library.fetchUserInfo(configuration, tokens.access_token, String(claims['sub']))), ...claims };
    } catch (error) {
      this.logger.warn(`A sign-in at the issuer was refused: ${messageOf(error)}${error instanceof Error && error.cause instanceof Error ? ` (${messageOf(error.cause)})` : ''}`);
      throw new AppError(401, 'SIGN_ON_REFUSED', 'The issuer did not let you in, or what it said could not be verified; the log of the API says why.', {}, error);
    }
  }

  #configuration(library: Library): Promise<Configuration> {
    const now = Date.now();
    if (this.#known === undefined || this.#known.until <= now) {
      const known = { configuration: this.#discover(library), until: now + BELIEVED_MS };
      this.#known = known;
      known.configuration.catch(() => {
        if (this.#known === known) this.#known = undefined;
      });
    }
    return this.#known.configuration;
  }

  async #discover(library: Library): Promise<Configuration> {
    const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = this.environment.variables;
    if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined || this.#fetch === undefined) throw new AppError(404, 'SIGN_ON_UNKNOWN', 'No OpenID issuer is configured; set OIDC_ISSUER and OIDC_CLIENT_ID.');
    const isPlain = OIDC_ISSUER.startsWith('http:');
    try {
      return await library.discovery(new URL(OIDC_ISSUER), OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_CLIENT_SECRET === undefined ? library.None() : undefined, {
        [library.customFetch]: this.#fetch.fetch,
        timeout: TIMEOUT_S,
        // Without being told so, the library trusts the connection that an ID token came by. Plain http the environment allows on this machine and in a private network only.
        execute: [library.enableNonRepudiationChecks, ...(isPlain ? [library.allowInsecureRequests] : [])],
      });
    } catch (error) {
      this.logger.error(`The issuer ${OIDC_ISSUER} could not be asked about itself: ${messageOf(error)}`);
      throw new AppError(502, 'ISSUER_UNREACHABLE', 'The OpenID issuer cannot be reached, or does not say what is needed; the log of the API says why.', {}, error);
    }
  }

  /** Whatever Host a request claims, only a name of this machine is taken from it; the issuer holds it against its list as well. */
  #callback(host: string | undefined): string {
    const { PUBLIC_URL } = this.environment.variables;
    if (PUBLIC_URL !== undefined) return `${PUBLIC_URL}${CALLBACK_PATH}`;
    const origin = `http://${host ?? ''}`;
    if (!URL.canParse(origin) || !isLoopbackHost(new URL(origin).hostname)) throw new AppError(409, 'PUBLIC_URL_NEEDED', 'Set PUBLIC_URL: the issuer has to know where it sends people back to.');
    return `${new URL(origin).origin}${CALLBACK_PATH}`;
  }
}

function nameIn(claims: Claims): string {
  const told = ['preferred_username', 'email', 'name'].map((claim) => claims[claim]).find((value) => typeof value === 'string' && value.trim() !== '');
  return typeof told === 'string' ? told : String(claims['sub']);
}
