import { mkdir } from 'node:fs/promises';
import { type INestApplication, Logger, StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { json, raw } from 'express';
import { AppModule } from './app.module.js';
import { AuditLog } from './audit/audit-log.js';
import { auditRequests } from './audit/audit-requests.js';
import { AccessService } from './auth/access.service.js';
import { guardRequests } from './auth/guard-requests.js';
import { IdentitiesService } from './auth/identities.service.js';
import { RestRate } from './auth/rest-rate.js';
import { answerError, answerNotFound } from './common/answer-unrouted.js';
import { ApiLogger } from './common/api-logger.js';
import { verifyBounds } from './common/json-bounds.js';
import { limitServer } from './common/limit-server.js';
import { invalidBody } from './common/invalid-body.js';
import { ProblemFilter } from './common/problem.filter.js';
import { learnSecrets, OWN_SECRETS } from './common/redact.js';
import { RevisionInterceptor } from './common/revision.interceptor.js';
import { requireJsonUnless } from './common/require-json.js';
import { securityHeaders } from './common/security-headers.js';
import { type Environment, EnvironmentError, isLoopbackHost } from './config/environment.js';
import { telemetrySettings } from './config/telemetry-settings.js';
import { OpenConnections } from './database/open-connections.js';
import { openDatabase } from './database/open-database.js';
import { GatewayDoor } from './gateway/gateway-door.js';
import { isUpload, MAX_UPLOAD_BYTES, UPLOAD_PATH, UPLOAD_TYPES } from './documents/upload.js';
import { describeApi, placeRoutes } from './openapi.js';
import { ConnectionsService } from './connections/connections.service.js';
import { Leases } from './nodes/leases.service.js';
import { Membership } from './nodes/membership.js';
import { NodeDoor } from './nodes/node-door.js';
import { SharedRates } from './nodes/shared-rates.js';
import { NodeLink } from './realtime/node-link.js';
import { SocketAdapter } from './realtime/socket-adapter.js';
import { SampleService } from './sample/sample.service.js';
import { ServerReconciler } from './servers/server-reconciler.js';
import { codeOf } from './common/error-facts.js';
import { startOf } from './start-of.js';
import { beginTracing, endTracing } from './telemetry/current-tracing.js';
import { traceRequests } from './telemetry/trace-requests.js';
import { recordsFolder } from './supervisor/supervisor.module.js';
import { sweepOrphans } from './supervisor/sweep-orphans.js';

/** A document of 32 MiB as a JSON string, with its escapes. */
const MAX_BODY = '64mb';
const MAX_LOGIN_BODY = '16kb';

export interface RunningApplication {
  /** Where people open it. */
  url: string;
  database: string;
  /** Ends the children, then the API, then the database. */
  close(): Promise<void>;
}

/** Starts everything: the database, the API with the dashboard, and the servers that shall run. Rejects with one clear error. */
export async function startApplication(environment: Environment): Promise<RunningApplication> {
  learnSecrets(OWN_SECRETS, environment.secrets);
  Logger.overrideLogger(new ApiLogger(environment.logLevel));
  const logger = new Logger('Database');
  await mkdir(environment.dataDir, { recursive: true });
  await sweep(environment);
  const telemetry = telemetrySettings(environment.variables);
  if (telemetry !== undefined) await beginTracing(telemetry);
  const database = await openDatabase(environment, (line) => (/\b(FATAL|PANIC)\b/.test(line) ? logger.warn(line) : logger.debug(line)));
  let application: NestExpressApplication | undefined;
  try {
    application = await createApplication(environment, AppModule.of(environment, database.connection));
    await application.init();
    limitServer(application.getHttpServer(), { most: environment.variables.HTTP_MAX_CONNECTIONS, keepAliveMs: environment.variables.HTTP_KEEP_ALIVE });
    await refuseOpenNetwork(application, environment);
    await application.get(Membership, { strict: false }).join();
    await listen(application, environment);
    await beginLeases(application);
    await application.get(SampleService, { strict: false }).offer();
    await application.get(ServerReconciler, { strict: false }).reconcileAll();
  } catch (error) {
    await application?.close();
    await database.close();
    throw error;
  }
  const running = application;
  return {
    url: await urlOf(running, environment),
    database: database.description,
    close: async () => {
      await running.get(OpenConnections, { strict: false }).leaveIfSilent();
      // The others take the servers while this node can still send requests on to them.
      await running.get(Leases, { strict: false }).drain();
      await running.close();
      await database.close();
      await endTracing();
    },
  };
}

/** From now on other nodes know where this one is, and give it servers. */
async function beginLeases(application: NestExpressApplication): Promise<void> {
  const address: unknown = application.getHttpServer().address();
  if (typeof address === 'object' && address !== null && 'port' in address) application.get(Membership, { strict: false }).listensOn(Number(address.port));
  const connections = application.get(ConnectionsService, { strict: false });
  await application.get(Leases, { strict: false }).begin(() => connections.summary().activeConnections);
}

/** What anyone on the network reaches asks for proof, or does not start. */
async function refuseOpenNetwork(application: INestApplication, environment: Environment): Promise<void> {
  if (environment.bindsToLoopback || (await application.get(IdentitiesService, { strict: false }).isGuarded())) return;
  throw new EnvironmentError(
    'HOST is not a loopback address, so anyone on the network could use this API: set ADMIN_PASSWORD (at least 12 characters), or make a user with the role admin while HOST=127.0.0.1.',
  );
}

/** Whatever an earlier run left behind holds ports and talks to nobody. */
async function sweep({ dataDir }: Environment): Promise<void> {
  const logger = new Logger('Supervisor');
  for (const { serverId, pid } of await sweepOrphans(recordsFolder(dataDir), startOf)) {
    logger.warn(`Process ${pid} of server ${serverId} had outlived an earlier run of the API and was ended.`);
  }
}

/** The application with its door, its limits and its one form of error, not yet listening. */
export async function createApplication(environment: Environment, module: ReturnType<typeof AppModule.of>): Promise<NestExpressApplication> {
  const application = await NestFactory.create<NestExpressApplication>(module, {
    forceCloseConnections: true,
    bodyParser: false,
    abortOnError: false,
  });
  const access = application.get(AccessService);
  application.get(RestRate, { strict: false }).share((charge) => application.get(SharedRates, { strict: false }).share('rest', charge));
  application.get(GatewayDoor, { strict: false }).attach(application.getHttpServer());
  application.get(NodeDoor, { strict: false }).attach(application.getHttpServer());
  const { CORS_ORIGINS } = environment.variables;
  application.use(traceRequests());
  application.use(securityHeaders(environment.variables.PUBLIC_URL));
  if (CORS_ORIGINS.length > 0) application.enableCors({ origin: CORS_ORIGINS, credentials: true });
  application.use(auditRequests(application.get(AuditLog, { strict: false })));
  application.use(guardRequests(access, application.get(RestRate, { strict: false })));
  application.use('/api', requireJsonUnless(isUpload));
  // Whoever signs in is not known yet, and may not make us read much.
  application.use('/api/auth', json({ limit: MAX_LOGIN_BODY, verify: verifyBounds }));
  application.use(UPLOAD_PATH, raw({ type: UPLOAD_TYPES, limit: MAX_UPLOAD_BYTES }));
  application.use('/api', json({ limit: MAX_BODY, verify: verifyBounds }));
  placeRoutes(application);
  application.useGlobalInterceptors(new RevisionInterceptor());
  application.useGlobalFilters(new ProblemFilter());
  application.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: invalidBody }));
  application.useWebSocketAdapter(new SocketAdapter(application, access, CORS_ORIGINS, application.get(NodeLink, { strict: false })));
  describeApi(application);
  return application;
}

async function listen(application: INestApplication, { port, host }: Environment): Promise<void> {
  // Behind all routes, which are there only now.
  application.use(answerNotFound);
  application.use(answerError);
  try {
    await application.listen(port, host);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EADDRINUSE') throw new Error(`Port ${port} of ${host} is taken by another program: set PORT to a free one, or end that program.`, { cause: error });
    if (code === 'EADDRNOTAVAIL') throw new Error(`HOST=${host} is not an address of this machine.`, { cause: error });
    throw error;
  }
}

async function urlOf(application: INestApplication, { host }: Environment): Promise<string> {
  const url = new URL(await application.getUrl());
  if (isLoopbackHost(host)) url.hostname = host === '::1' ? '[::1]' : host;
  return url.origin;
}
