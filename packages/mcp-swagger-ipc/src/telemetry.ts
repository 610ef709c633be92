import { z } from 'zod';

/** Where a child sends its traces: an OTLP receiver over HTTP, without the path `/v1/traces`. `headers` may hold its credentials. `samplingRatio`: the share of the traces that begin here and are kept. */
export const telemetrySchema = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(2_000),
  headers: z.record(z.string(), z.string()).default({}),
  serviceName: z.string().min(1).max(200).default('mcp-swagger-server'),
  samplingRatio: z.number().min(0).max(1).default(1),
});
