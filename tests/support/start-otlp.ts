import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as OTLP/JSON has it (opentelemetry-proto, trace.proto), and the process that sent it. */
export interface SentSpan {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  attributes: Record<string, unknown>;
}

/** A tiny OTLP receiver: it takes traces over HTTP as JSON, and keeps them. */
export interface OtlpReceiver {
  url: string;
  spans: SentSpan[];
  /** All that came, as text. */
  received(): string;
  headers: NodeJS.Dict<string | string[]>[];
  stop(): Promise<void>;
}

interface Value {
  stringValue?: string;
  intValue?: number;
  boolValue?: boolean;
}
interface Attribute {
  key: string;
  value: Value;
}
interface Batch {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: (Omit<SentSpan, 'attributes' | 'service'> & { attributes: Attribute[] })[] }[] }[];
}

export async function startOtlp(): Promise<OtlpReceiver> {
  const spans: SentSpan[] = [];
  const texts: string[] = [];
  const seen: OtlpReceiver['headers'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      texts.push(text);
      seen.push(request.headers);
      if (request.url === '/v1/traces') spans.push(...spansOf(JSON.parse(text) as Batch));
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    headers: seen,
    received: () => texts.join('\n'),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function spansOf({ resourceSpans }: Batch): SentSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(table(resource.attributes)['service.name']);
    return scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, parentSpanId: span.parentSpanId ?? '', service, attributes: table(span.attributes) })));
  });
}

function table(attributes: Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.boolValue]));
}
