import type { TelemetrySettings, Tracing } from 'mcp-swagger-telemetry';

let tracing: Tracing | undefined;

/** The tracing of the API; undefined while nobody asked for any, and then nothing of it is loaded. */
export function currentTracing(): Tracing | undefined {
  return tracing;
}

export async function beginTracing(settings: TelemetrySettings): Promise<void> {
  const { Tracing: Loaded } = await import('mcp-swagger-telemetry');
  tracing = new Loaded(settings);
}

/** Sends what waits, for at most five seconds. */
export async function endTracing(): Promise<void> {
  const ending = tracing?.stop();
  tracing = undefined;
  await ending;
}
