import { expect, it } from '@jest/globals';
import { serverConfigurationSchema, type ServerConfigurationInput } from 'mcp-swagger-ipc';
import { openDoorWarning } from '../cli/access-from-flags.js';
import { accessOf } from './access-of.js';

const KEY = { name: 'ann', sha256: 'a'.repeat(64) };

function configured(given: Partial<ServerConfigurationInput>): Parameters<typeof accessOf>[0] & { host: string } {
  return serverConfigurationSchema.parse({ serverId: 's', name: 's', document: { text: '{}' }, ...given });
}

it('has no rules without keys and issuer', () => {
  expect(accessOf(configured({}))).toBeUndefined();
  expect(accessOf(configured({ access: { apiKeys: [] } }))).toBeUndefined();
});

it.each(['https://id.example', 'http://127.0.0.1:9', 'http://localhost', 'http://[::1]:9/realm'])('takes the issuer %s', (issuer) => {
  expect(accessOf(configured({ access: { oauth: { issuer } } }))).toMatchObject({ oauth: { issuer } });
});

it.each<[string, Partial<ServerConfigurationInput>]>([
  ['is not https', { access: { oauth: { issuer: 'http://id.example' } } }],
  ['is not https', { access: { oauth: { issuer: 'http://10.0.0.1' } } }],
  ['is not https', { access: { oauth: { issuer: 'http://127.0.0.1.evil.example' } } }],
  ['The introspection endpoint', { access: { oauth: { issuer: 'https://id.example', introspection: { url: 'http://id.example/introspect', clientId: 'a', clientSecret: 'b' } } } }],
  ['Under stdio', { transport: 'stdio', access: { apiKeys: [KEY] } }],
  ['Under stdio', { transport: 'stdio', access: { oauth: { issuer: 'https://id.example' } } }],
])('refuses what %s: %j', (hint, given) => {
  expect(() => accessOf(configured(given))).toThrow(hint);
});

it('takes http in a private network that is allowed', () => {
  expect(accessOf(configured({ access: { oauth: { issuer: 'http://keycloak:8080' } }, outgoing: { allowPrivateNetwork: true } }))?.oauth?.issuer).toBe('http://keycloak:8080');
});

it.each([{ name: 'ann', sha256: 'A'.repeat(64) }, { name: 'ann', sha256: 'a'.repeat(63) }, { name: '', sha256: 'a'.repeat(64) }])('refuses the key %j', (key) => {
  expect(() => configured({ access: { apiKeys: [key] } })).toThrow();
});

it.each<[boolean, Partial<ServerConfigurationInput>]>([
  [false, {}],
  [false, { host: 'localhost' }],
  [false, { host: '::1' }],
  [false, { host: '127.1.2.3' }],
  [true, { host: '0.0.0.0' }],
  [true, { host: '::' }],
  [true, { host: '192.168.1.2' }],
  [true, { host: 'machine.example' }],
  [false, { host: '0.0.0.0', transport: 'stdio' }],
  [false, { host: '0.0.0.0', access: { apiKeys: [KEY] } }],
  [false, { host: '0.0.0.0', access: { oauth: { issuer: 'https://id.example' } } }],
])('warns of an open door (%s) for %j', (warns, given) => {
  expect(openDoorWarning(configured(given)) !== undefined).toBe(warns);
});
