import type { TelemetrySettings, Tracing } from 'mcp-swagger-telemetry';

let tracing: Tracing | undefined;

/** The tracing of this process; undefined while nobody asked for any, and then nothing of it is loaded. */
export function currentTracing(): Tracing | undefined {
  return tracing;
}

export async function beginTracing(settings: TelemetrySettings): Promise<void> {
  const { Tracing: Loaded } = await import('./open-telemetry.js');
  tracing = new Loaded(settings);
}

/** Sends what waits, for at most `deadlineMs`. */
export async function endTracing(deadlineMs: number): Promise<void> {
  const ending = tracing?.stop();
  tracing = undefined;
  if (ending === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([ending, new Promise<void>((resolve) => (timer = setTimeout(resolve, deadlineMs)))]);
  clearTimeout(timer);
}
