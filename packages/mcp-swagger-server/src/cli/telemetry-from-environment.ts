import { type ServerConfiguration, telemetryVariables } from 'mcp-swagger-ipc';
import * as z from 'zod';
import { ServerError } from '../server-error.js';

const variables = z.object({ ...telemetryVariables, OTEL_SERVICE_NAME: z.string().max(200).optional() });

/** Where traces go, by the variables that OpenTelemetry gives their names; undefined when nobody asked for any. Throws ServerError (CONFIGURATION). */
export function telemetryFromEnvironment(environment: NodeJS.ProcessEnv): ServerConfiguration['telemetry'] {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  if (given['OTEL_EXPORTER_OTLP_ENDPOINT'] === undefined) return undefined;
  const parsed = variables.safeParse(given);
  if (!parsed.success) throw new ServerError('CONFIGURATION', `The environment: ${z.prettifyError(parsed.error)}`);
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint = '', OTEL_EXPORTER_OTLP_HEADERS: headers, OTEL_SERVICE_NAME: serviceName = 'mcp-swagger-server', OTEL_TRACES_SAMPLER_ARG: samplingRatio } = parsed.data;
  return { endpoint, headers, serviceName, samplingRatio };
}
