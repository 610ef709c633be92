export { type OpenSpan, type SpanPlan, type TelemetrySettings, Tracing } from './tracing.js';
