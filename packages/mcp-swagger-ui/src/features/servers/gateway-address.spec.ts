import { describe, expect, it } from '@jest/globals';
import { gatewayGuard } from './gateway-address';

const key = { name: 'ci', sha256: 'a'.repeat(64) };

describe('gatewayGuard', () => {
  it.each<[string, Parameters<typeof gatewayGuard>[0], Parameters<typeof gatewayGuard>[1]]>([
    ['open', {}, 'local'],
    ['product', {}, 'user'],
    ['product', { access: {} }, 'key'],
    ['own', { access: { apiKeys: [key] } }, 'local'],
    ['own', { access: { oauth: { issuer: 'https://id.example' } } }, 'user'],
  ])('%s', (expected, server, kind) => expect(gatewayGuard(server, kind)).toBe(expected));
});
