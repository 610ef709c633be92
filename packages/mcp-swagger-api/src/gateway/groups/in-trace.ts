import { currentTracing } from '../../telemetry/current-tracing.js';

type Fields = Record<string, unknown>;

/**
 * Sends something on with the fields of the trace that it belongs to (W3C Trace Context, in `_meta` as MCP has it): of a span of ours where the API
 * traces, and otherwise of the client's own. `meta`: what the client said beside its request, of which nothing else concerns another server; it goes
 * before the headers of its HTTP request.
 */
export async function inTrace<T>(name: string, meta: Fields, headers: Headers | undefined, send: (trace: Fields) => Promise<T>): Promise<T> {
  const given = meta['traceparent'] === undefined ? traceOf((field) => headers?.get(field) ?? undefined) : traceOf((field) => meta[field]);
  const tracing = currentTracing();
  if (tracing === undefined) return await send(given);
  // In the headers stands what the gateway made of them: the span of this request.
  return await tracing.run({ name, kind: 'client', from: given['traceparent'] === undefined ? undefined : given }, async () => {
    const own: Record<string, string> = {};
    tracing.carry(own);
    return await send({ ...given, ...own });
  });
}

function traceOf(read: (field: string) => unknown): Fields {
  return Object.fromEntries(['traceparent', 'tracestate', 'baggage'].map((field) => [field, read(field)]).filter(([, value]) => value !== undefined));
}
