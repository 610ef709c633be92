import type { EnvironmentVariables } from './environment.js';

/** Where traces go, by the variables that OpenTelemetry gives their names. */
export interface TelemetryVariables {
  endpoint: string;
  headers: Record<string, string>;
  serviceName: string;
  samplingRatio: number;
}

/** Undefined when nobody asked for traces. */
export function telemetrySettings(variables: EnvironmentVariables): TelemetryVariables | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers, OTEL_SERVICE_NAME: serviceName, OTEL_TRACES_SAMPLER_ARG: samplingRatio } = variables;
  return endpoint === undefined ? undefined : { endpoint, headers, serviceName, samplingRatio };
}
