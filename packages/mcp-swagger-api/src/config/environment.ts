import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { telemetryVariables } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { messageOf } from '../common/error-facts.js';
import { directoriesOf } from './directories.js';
import { readRetention } from './retention.js';
import { readRoleRules } from './role-rules.js';
import { outgoingHostSchema } from '../common/outgoing-host.js';
import { webAddressSchema } from '../common/web-address.js';

const text = z.string().trim().min(1);
const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');

function whole(min: number, max: number) {
  return z
    .string()
    .regex(/^\d+$/, 'a whole number was expected')
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

const UNITS: Record<string, number> = { '': 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/** Less, and not even an idle Node starts. */
export const MIN_MEMORY_LIMIT = 64 * 1024 * 1024;

/** A process has some thirty files open before its first client comes. */
export const MIN_OPEN_FILES = 64;
export const MAX_OPEN_FILES = 1_048_576;

/** Bytes, as a number or with KB, MB or GB behind it (powers of 1024). */
const size = z
  .string()
  .regex(/^\d+ ?(KB|MB|GB)?$/i, 'a size like 512MB was expected')
  .transform((text) => Number.parseInt(text, 10) * (UNITS[text.replace(/^\d+ ?/, '').toUpperCase()] ?? 1));

const list = z.string().transform((value) => value.split(',').map((item) => item.trim()).filter((item) => item !== ''));

/** As browsers write it (RFC 6454, section 6.2): in small letters, without a default port, and without the slash that people add. */
const origin = z.url().transform((text, context) => {
  const url = new URL(text);
  // The origin of an extension of a browser, which URL does not tell.
  if (url.origin === 'null') return text;
  if (url.href !== `${url.origin}/`) context.addIssue({ code: 'custom', message: 'an origin without path, user and query was expected, like https://example.com' });
  return url.origin;
});

const retention = z.string().transform((text, context) => {
  try {
    return readRetention(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
    return z.NEVER;
  }
});

const roleRules = z.string().transform((text, context) => {
  try {
    return readRoleRules(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
    return z.NEVER;
  }
});

/** `name=value` pairs, separated by commas. */
const labelList = list.pipe(z.array(z.string().regex(/^[\w./-]{1,63}=[\w./-]{0,63}$/, 'name=value pairs, separated by commas, were expected'))).transform((pairs): Record<string, string> => Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])));

/** A day, the longest of the intervals. */
const DAY_MS = 86_400_000;

/** Every variable that the API reads, and no other. */
export const environmentSchema = z.object({
  PORT: whole(0, 65_535).default(3000),
  HOST: text.default('127.0.0.1'),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'an address like postgres://user:password@host:5432/name was expected').optional(),
  REDIS_URL: z.string().refine((url) => /^rediss?:\/\//.test(url) && URL.canParse(url), 'an address like redis://user:password@host:6379 was expected, or rediss:// with TLS').optional(),
  DATA_DIR: text.default('data'),
  LOG_DIR: text.optional(),
  LOG_MAX_SIZE: size.pipe(z.number().min(64 * 1024, 'at least 64KB were expected').max(1024 ** 3, 'at most 1GB was expected')).default(10 * 1024 ** 2),
  LOG_MAX_FILES: whole(2, 1_000).default(10),
  LOG_MAX_DAYS: whole(1, 3_650).default(14),
  LOG_MAX_RATE: whole(1, 1_000_000).default(2_000),
  LOG_MEMORY_LINES: whole(10, 100_000).default(1_000),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  ALERT_INTERVAL: whole(100, DAY_MS).default(5_000),
  ALERT_WEBHOOK_URL: webAddressSchema.optional(),
  ALERT_WEBHOOK_SECRET: z.string().min(16, 'at least 16 characters were expected').optional(),
  ALERT_EMAIL_TO: list.pipe(z.array(z.email())).default([]),
  SMTP_URL: z.string().regex(/^smtps?:\/\//, 'an address like smtps://user:password@mail.example.com:465 was expected').optional(),
  SMTP_FROM: text.default('mcp-swagger@localhost'),
  CORS_ORIGINS: list.pipe(z.array(origin)).default([]),
  ALLOW_PRIVATE_NETWORK: flag.default(false),
  OUTGOING_HOSTS: list.pipe(z.array(outgoingHostSchema).max(1_000)).default([]),
  ALLOW_COMMAND_SERVERS: flag.default(false),
  ADMIN_PASSWORD: z.string().min(12, 'at least 12 characters were expected').optional(),
  JWT_SECRET: z.string().min(32, 'at least 32 characters were expected').optional(),
  PUBLIC_URL: origin.refine((url) => /^https?:/.test(url), 'an http or https address was expected').optional(),
  TRUSTED_PROXIES: list.pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'addresses or ranges like 10.0.0.0/8 were expected'))).default([]),
  REST_RATE_LIMIT: whole(0, 10_000_000).default(6_000),
  HTTP_MAX_CONNECTIONS: whole(1, 1_000_000).default(20_000),
  HTTP_KEEP_ALIVE: whole(1_000, 3_600_000).default(125_000),
  SESSION_IDLE_TIMEOUT: whole(60_000, 30 * DAY_MS).default(DAY_MS / 2),
  LOGIN_MAX_FAILURES: whole(1, 10_000).default(10),
  ENCRYPTION_KEY: z.string().regex(/^[0-9a-fA-F]{64}$/, '64 hexadecimal digits (32 bytes) were expected').optional(),
  OIDC_ISSUER: webAddressSchema.optional(),
  OIDC_CLIENT_ID: text.max(1_000).optional(),
  OIDC_CLIENT_SECRET: text.max(10_000).optional(),
  OIDC_NAME: text.max(60).default('Single sign-on'),
  OIDC_SCOPES: text.max(1_000).refine((scopes) => scopes.split(' ').includes('openid'), 'scopes with openid among them were expected').default('openid profile email'),
  OIDC_ROLE_CLAIM: text.max(200).default('roles'),
  OIDC_ROLES: roleRules.default(readRoleRules('admin=admin,operator=operator,viewer=viewer')),
  SAMPLE_SERVER: flag.default(true),
  MCP_CONNECTION_MONITORING_ENABLED: flag.default(true),
  MCP_DETAILED_LOGS: flag.default(true),
  MCP_STATS_INTERVAL: whole(100, DAY_MS).default(5_000),
  MCP_HEARTBEAT_INTERVAL: whole(100, DAY_MS).default(30_000),
  MCP_MAX_CONNECTIONS: whole(1, 1_000_000).default(1_000),
  MCP_EVENT_BUFFER_SIZE: whole(1, 1_000).default(10),
  MCP_ERROR_THRESHOLD: whole(1, 1_000_000).default(10),
  MCP_CONNECTION_HISTORY_LIMIT: whole(0, 100_000).default(1_000),
  MCP_SESSION_IDLE_TIMEOUT: whole(1_000, DAY_MS).default(30 * 60_000),
  MCP_LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  MCP_DEFAULT_PORT: whole(0, 65_535).default(0),
  MCP_DEFAULT_TRANSPORT: z.enum(['streamable', 'sse', 'websocket']).default('streamable'),
  MCP_SERVER_SCRIPT_PATH: text.optional(),
  MCP_SERVER_TIMEOUT: whole(100, DAY_MS).default(30_000),
  PROCESS_TIMEOUT: whole(100, DAY_MS).default(30_000),
  PROCESS_MAX_RETRIES: whole(0, 1_000).default(5),
  PROCESS_RESTART_DELAY: whole(1, DAY_MS).default(500),
  PROCESS_MAX_SERVERS: whole(1, 10_000).default(100),
  PROCESS_MEMORY_LIMIT: size.pipe(z.number().min(MIN_MEMORY_LIMIT, 'at least 64MB were expected').max(Number.MAX_SAFE_INTEGER)).optional(),
  PROCESS_OPEN_FILES: whole(MIN_OPEN_FILES, MAX_OPEN_FILES).optional(),
  PROCESS_PERMISSION_MODEL: flag.default(false),
  ...telemetryVariables,
  OTEL_SERVICE_NAME: text.max(200).default('mcp-swagger'),
  HEALTH_CHECK_INTERVAL: whole(100, DAY_MS).default(30_000),
  MCP_CALL_RECORDS: flag.default(false),
  RETENTION: retention.default(new Map()),
  WRITE_QUEUE_ROWS: whole(500, 1_000_000).default(20_000),
  WRITE_QUEUE_BYTES: size.pipe(z.number().min(1024 ** 2, 'at least 1MB were expected').max(Number.MAX_SAFE_INTEGER)).default(64 * 1024 ** 2),
  GATEWAY_MAX_BODY: size.pipe(z.number().min(1024, 'at least 1KB was expected').max(Number.MAX_SAFE_INTEGER)).default(4 * 1024 * 1024),
  GATEWAY_MAX_OPEN: whole(1, 1_000_000).default(10_000),
  GATEWAY_RATE_LIMIT: whole(0, 1_000_000).default(500),
  GATEWAY_TIMEOUT: whole(1_000, DAY_MS).default(300_000),
  GATEWAY_WAIT: whole(0, 600_000).default(10_000),
  GATEWAY_MAX_PROCESSES: whole(1, 100_000).default(100),
  NODE_URL: origin.refine((url) => url.startsWith('http:'), 'an http address was expected: nodes speak plain HTTP with each other').optional(),
  NODE_CAPACITY: whole(0, 10_000).optional(),
  NODE_LABELS: labelList.default({}),
  NODE_LEASE_TTL: whole(1_500, 600_000).default(15_000),
});

/** What is wrong only together with another variable. */
const checked = environmentSchema.superRefine(({ OIDC_ISSUER, OIDC_CLIENT_ID, ALLOW_PRIVATE_NETWORK }, context) => {
  if (OIDC_ISSUER === undefined) return;
  if (OIDC_CLIENT_ID === undefined) context.addIssue({ code: 'custom', path: ['OIDC_CLIENT_ID'], message: 'goes with OIDC_ISSUER, which is set' });
  const { protocol, hostname } = new URL(OIDC_ISSUER);
  if (protocol === 'http:' && !isLoopbackHost(hostname) && !ALLOW_PRIVATE_NETWORK) context.addIssue({ code: 'custom', path: ['OIDC_ISSUER'], message: 'an https address was expected; http will do only on this machine, or with ALLOW_PRIVATE_NETWORK' });
});

/** The names of all that is read. */
export const variableNames: string[] = Object.keys(environmentSchema.shape);

export type EnvironmentVariables = z.infer<typeof environmentSchema>;

/** The API's settings, checked once. Times in ms; `dataDir` absolute. */
export class Environment {
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** Where the logs of the servers are kept, a folder each. Absolute. */
  readonly logDir: string;
  readonly logLevel: EnvironmentVariables['LOG_LEVEL'];
  readonly adminPassword: string | undefined;
  /** Processes that may be starting at the same time. */
  readonly concurrentStarts = availableParallelism();
  /** From which the tokens are made that the API shares with its processes; another one at every start. */
  readonly processSecret = randomBytes(32);

  constructor(readonly variables: EnvironmentVariables) {
    this.port = variables.PORT;
    this.host = variables.HOST;
    this.databaseUrl = variables.DATABASE_URL;
    ({ dataDir: this.dataDir, logDir: this.logDir } = directoriesOf(variables));
    this.logLevel = variables.LOG_LEVEL;
    this.adminPassword = variables.ADMIN_PASSWORD;
  }

  /** Servers that this node runs at most. */
  get nodeCapacity(): number {
    return this.variables.NODE_CAPACITY ?? this.variables.PROCESS_MAX_SERVERS;
  }

  /** The values that nobody may read anywhere. */
  get secrets(): string[] {
    const { ADMIN_PASSWORD, JWT_SECRET, ENCRYPTION_KEY, ALERT_WEBHOOK_SECRET, OIDC_CLIENT_SECRET, DATABASE_URL, REDIS_URL, SMTP_URL } = this.variables;
    const ofAddresses = [DATABASE_URL, REDIS_URL, SMTP_URL].map((url) => (url !== undefined && URL.canParse(url) ? decodeURIComponent(new URL(url).password) : ''));
    return [ADMIN_PASSWORD, JWT_SECRET, ENCRYPTION_KEY, ALERT_WEBHOOK_SECRET, OIDC_CLIENT_SECRET, ...ofAddresses].filter((secret) => secret !== undefined && secret !== '') as string[];
  }

  get bindsToLoopback(): boolean {
    return isLoopbackHost(this.host);
  }
}

/** Names every variable that is wrong, and never its value, for it may be a secret. */
export class EnvironmentError extends Error {
  readonly code = 'ENVIRONMENT_INVALID';
  override readonly name = 'EnvironmentError';
}

/** Reads the process's environment; an empty variable counts as not set. Throws EnvironmentError. */
export function readEnvironment(env: Record<string, string | undefined>): Environment {
  const present = Object.fromEntries(Object.entries(env).filter(([name, value]) => name in environmentSchema.shape && value?.trim() !== ''));
  const parsed = checked.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new EnvironmentError(`These environment variables are wrong:\n${lines.join('\n')}\nCorrect or unset them; .env.example lists what is allowed.`);
  }
  const { NODE_URL, DATABASE_URL, ENCRYPTION_KEY } = parsed.data;
  if (NODE_URL !== undefined && DATABASE_URL === undefined) {
    throw new EnvironmentError('NODE_URL is set and DATABASE_URL is not: several nodes need one PostgreSQL that all of them reach, and the embedded one belongs to one node. Set DATABASE_URL on every node, or unset NODE_URL.');
  }
  if (NODE_URL !== undefined && ENCRYPTION_KEY === undefined) {
    throw new EnvironmentError('NODE_URL is set and ENCRYPTION_KEY is not: nodes read the same credentials and trust each other by one key. Set the same ENCRYPTION_KEY on every node.');
  }
  return new Environment(parsed.data);
}

/** 127.0.0.0/8, ::1 and the name localhost. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
