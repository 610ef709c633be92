import { describe, expect, it } from '@jest/globals';
import { allowedValues } from './describe-environment.js';
import { variableNames } from './environment.js';

describe('What a variable may be set to', () => {
  it.each([
    ['PORT', 'a whole number, from 0 to 65,535'],
    ['LOG_MAX_SIZE', 'a size, from 64 KB to 1 GB'],
    ['PROCESS_MEMORY_LIMIT', 'a size, at least 64 MB'],
    ['ALLOW_PRIVATE_NETWORK', '`true` or `false`'],
    ['LOG_LEVEL', 'one of `error`, `warn`, `info`, `debug`'],
    ['ADMIN_PASSWORD', 'at least 12 characters'],
    ['ENCRYPTION_KEY', '64 hexadecimal digits (32 bytes)'],
    ['CORS_ORIGINS', 'an address; several are separated by commas'],
    ['OTEL_SERVICE_NAME', 'text of at most 200 characters'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'name=value pairs, separated by commas'],
    ['RETENTION', 'text like calls=7d/100000 (days, rows or both)'],
    ['DATA_DIR', 'text'],
  ])('is told for %s', (name, words) => {
    expect(allowedValues(name)).toBe(words);
  });

  it('is told for every variable, without words of the schema library', () => {
    for (const name of variableNames) expect(allowedValues(name)).toMatch(/^(?!.*(Invalid|undefined|NaN)).+/);
  });
});
