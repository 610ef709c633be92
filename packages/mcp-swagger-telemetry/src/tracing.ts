import { AsyncLocalStorage } from 'node:async_hooks';
import { type Attributes, type Context, defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';

/** Where traces go: an OTLP receiver over HTTP. `headers` may hold its credentials. `samplingRatio`: the share of traces that begin here and are kept. */
export interface TelemetrySettings {
  endpoint: string;
  headers: Record<string, string>;
  serviceName: string;
  samplingRatio: number;
  /** What else tells this process from others. */
  attributes?: Record<string, string>;
}

/** What a span is called, and which one it belongs to: the one that headers or other fields name (W3C Trace Context), or else the one under way. */
export interface SpanPlan {
  name: string;
  kind: 'server' | 'client' | 'internal';
  attributes?: Attributes;
  from?: Record<string, unknown> | undefined;
}

/** A span under way. */
export interface OpenSpan {
  /** What begins inside belongs to this span. */
  within<T>(work: () => T): T;
  rename(name: string): void;
  set(attributes: Attributes): void;
  fail(type: string): void;
  end(): void;
}

/** Spans wait in memory until they are sent; beyond it they are dropped. */
const QUEUE = { maxQueueSize: 2_048, maxExportBatchSize: 512, scheduledDelayMillis: 1_000, exportTimeoutMillis: 5_000 };

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };

/** The tracing of one process: spans, what they belong to, and their way to the receiver. It touches no global state. */
export class Tracing {
  readonly #current = new AsyncLocalStorage<Context>();
  readonly #propagator = new W3CTraceContextPropagator();
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;

  constructor({ endpoint, headers, serviceName, samplingRatio, attributes }: TelemetrySettings) {
    const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces`, headers, timeoutMillis: QUEUE.exportTimeoutMillis });
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': serviceName, ...attributes }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(samplingRatio) }),
      spanProcessors: [new BatchSpanProcessor({ exporter, ...QUEUE })],
    });
    this.#tracer = this.#provider.getTracer('mcp-swagger');
  }

  open({ name, kind, attributes = {}, from }: SpanPlan): OpenSpan {
    const parent = from === undefined ? (this.#current.getStore() ?? ROOT_CONTEXT) : this.#propagator.extract(ROOT_CONTEXT, from, defaultTextMapGetter);
    const span = this.#tracer.startSpan(name, { kind: KINDS[kind], attributes }, parent);
    return this.#opened(span, trace.setSpan(parent, span));
  }

  /** Runs work as a span. What it throws is told by its class only: messages may hold what is nobody's business. */
  async run<T>(plan: SpanPlan, work: (span: OpenSpan) => Promise<T>): Promise<T> {
    const span = this.open(plan);
    try {
      return await span.within(() => work(span));
    } catch (error) {
      span.fail(error instanceof Error ? error.name : 'unknown');
      throw error;
    } finally {
      span.end();
    }
  }

  /** Writes the span under way into headers, so that who gets them can go on with it; leaves what stands there already. */
  carry(headers: Record<string, string>): void {
    const context = this.#current.getStore();
    if (context === undefined || Object.keys(headers).some((name) => name.toLowerCase() === 'traceparent')) return;
    this.#propagator.inject(context, headers, defaultTextMapSetter);
  }

  /** Sends what waits, and ends. Never rejects: a receiver that is away is no reason not to end. */
  async stop(): Promise<void> {
    await this.#provider.shutdown().catch(() => {});
  }

  #opened(span: Span, context: Context): OpenSpan {
    return {
      within: (work) => this.#current.run(context, work),
      rename: (name) => void span.updateName(name),
      set: (attributes) => void span.setAttributes(attributes),
      fail: (type) => {
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttribute('error.type', type);
      },
      end: () => span.end(),
    };
  }
}
