import * as z from 'zod';
import { percentDecoded } from './percent-decoded.js';

/** As OpenTelemetry writes headers in a variable: `name=value` pairs, separated by commas, the values percent-encoded. */
const headers = z
  .string()
  .transform((text) => text.split(',').map((pair) => pair.trim()).filter((pair) => pair !== ''))
  .pipe(z.array(z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+=./, 'name=value pairs, separated by commas, were expected')))
  .transform((pairs) => Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), percentDecoded(pair.slice(pair.indexOf('=') + 1))])));

/** The variables of OpenTelemetry that say where traces go, as text. */
export const telemetryVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers.default({}),
  OTEL_TRACES_SAMPLER_ARG: z.string().regex(/^(0(\.\d+)?|1(\.0+)?)$/, 'a number from 0 to 1 was expected').transform(Number).default(1),
};

/** Where a child sends its traces: an OTLP receiver over HTTP, without the path `/v1/traces`. `headers` may hold its credentials. `samplingRatio`: the share of the traces that begin here and are kept. */
export const telemetrySchema = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(2_000),
  headers: z.record(z.string(), z.string()).default({}),
  serviceName: z.string().min(1).max(200).default('mcp-swagger-server'),
  samplingRatio: z.number().min(0).max(1).default(1),
});
