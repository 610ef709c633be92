import { expect, it } from '@jest/globals';
import { redactor, secretsOf } from 'mcp-swagger-ipc';
import { describeError } from './describe-error.js';

const SECRETS = secretsOf({
  auth: { type: 'basic', username: 'ann', password: 'pa ss/w"rd' },
  credentials: { a: { type: 'bearer', token: 'tok-123456' }, b: { type: 'apikey', value: 'key-abcdef' }, c: { type: 'oauth2', clientId: 'me', clientSecret: 'cs-998877' } },
  headers: { 'X-Tenant': 'tenant-42' },
  internalApi: { token: 'internal-5566' },
  gateway: { token: 'gateway-7788' },
  telemetry: { headers: { 'x-key': 'trace-9900' } },
  access: { oauth: { introspection: { clientId: 'we', clientSecret: 'asks-1122' } } },
});
const redact = redactor(SECRETS);

it.each([
  ['a token', 'GET with tok-123456 failed'],
  ['the token of the internal API', 'it wants internal-5566'],
  ['the token of the gateway', 'it came with gateway-7788'],
  ['a header of traces', 'x-key: trace-9900'],
  ['what proves us to an issuer', 'asks-1122'],
  ['the same in base64', `Basic ${Buffer.from('we:asks-1122').toString('base64')}`],
  ['a key in a query', 'https://h/x?key=key-abcdef&y=1'],
  ['a client secret', 'cs-998877'],
  ['a header value', 'X-Tenant: tenant-42'],
  ['a password, percent-encoded', `https://h/?p=${encodeURIComponent('pa ss/w"rd')}`],
  ['a password inside JSON', JSON.stringify({ p: 'pa ss/w"rd' })],
  ['basic credentials in base64', `Authorization: ${Buffer.from('ann:pa ss/w"rd').toString('base64')}`],
  ['credentials in a URL', 'https://bob:hunter2@h/x'],
  ['an API key of ours', `it came with mcpsw_${'a1'.repeat(19)}`],
  ['a bearer token of somebody else', 'Authorization: Bearer eyJhbGciOi.J9'],
])('hides %s', (_, text) => {
  const redacted = redact(text);
  expect(redacted).toContain('***');
  for (const secret of [...SECRETS, 'hunter2', 'eyJhbGciOi', encodeURIComponent('pa ss/w"rd')]) expect(redacted).not.toContain(secret);
});

it.each([['a normal sentence'], ['https://host/path?x=1'], ['at file:///a/b.js:10:20']])('leaves alone: %s', (text) => {
  expect(redact(text)).toBe(text);
});

it('does not take a very short value for a secret, for it would be found everywhere', () => {
  expect(redactor(['1'])('port 3001')).toBe('port 3001');
});

it('describes an error with its code, bounded and without secrets in message and stack', () => {
  const error = Object.assign(new Error(`tok-123456 ${'x'.repeat(10_000)}`), { code: 'ECONNREFUSED' });
  const described = describeError(error, redact);
  expect(described.code).toBe('ECONNREFUSED');
  expect(described.message.length).toBe(4_000);
  expect(JSON.stringify(described)).not.toContain('tok-123456');
  expect(describeError('just text', redact)).toEqual({ code: 'ERROR', message: 'just text' });
  expect(describeError(Object.assign(new Error('x'), { code: 7 }), redact).code).toBe('ERROR');
});
