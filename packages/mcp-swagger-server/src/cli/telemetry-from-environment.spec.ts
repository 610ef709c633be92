import { describe, expect, it } from '@jest/globals';
import { telemetryFromEnvironment } from './telemetry-from-environment.js';

describe('telemetryFromEnvironment', () => {
  it.each([{}, { OTEL_SERVICE_NAME: 'mine' }, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }])('asks for no traces by %j', (environment) => {
    expect(telemetryFromEnvironment(environment)).toBeUndefined();
  });

  it('reads where they go, with what, under which name, and how many', () => {
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x, tenant=7', OTEL_SERVICE_NAME: 'mine', OTEL_TRACES_SAMPLER_ARG: '0.25' };
    expect(telemetryFromEnvironment(environment)).toEqual({ endpoint: 'http://127.0.0.1:4318', headers: { authorization: 'Bearer x', tenant: '7' }, serviceName: 'mine', samplingRatio: 0.25 });
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'ftp://x'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'no pair'],
    ['OTEL_TRACES_SAMPLER_ARG', '2'],
  ])('names %s when it is %j', (name, value) => {
    expect(() => telemetryFromEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', [name]: value })).toThrow(name);
  });
});
