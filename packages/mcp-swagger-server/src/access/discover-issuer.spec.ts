import { describe, expect, it } from '@jest/globals';
import { keysAddress, metadataAddresses } from './discover-issuer.js';

describe('the places where an issuer tells about itself', () => {
  it.each([
    ['https://id.example', ['https://id.example/.well-known/oauth-authorization-server', 'https://id.example/.well-known/openid-configuration']],
    ['https://id.example/', ['https://id.example/.well-known/oauth-authorization-server', 'https://id.example/.well-known/openid-configuration']],
    [
      'https://id.example/realms/a',
      ['https://id.example/.well-known/oauth-authorization-server/realms/a', 'https://id.example/.well-known/openid-configuration/realms/a', 'https://id.example/realms/a/.well-known/openid-configuration'],
    ],
  ])('of %s', (issuer, expected) => {
    expect(metadataAddresses(issuer)).toEqual(expected);
  });
});

describe('the keys of an issuer', () => {
  const ISSUER = 'https://id.example/realms/a';
  const good = { issuer: ISSUER, jwks_uri: 'https://keys.example/jwks' };
  const answering = (answers: (Record<string, unknown> | number)[]) => {
    const asked: string[] = [];
    const fetchJson = async (url: string): Promise<{ status: number; json: Record<string, unknown> }> => {
      const answer = answers[asked.length] ?? 404;
      asked.push(url);
      return typeof answer === 'number' ? { status: answer, json: {} } : { status: 200, json: answer };
    };
    return { asked, fetchJson };
  };

  it.each([[[good]], [[404, good]], [[500, {}, good]]])('are found in %j', async (answers) => {
    const { asked, fetchJson } = answering(answers);
    expect(await keysAddress(ISSUER, fetchJson)).toBe('https://keys.example/jwks');
    expect(asked).toEqual(metadataAddresses(ISSUER).slice(0, answers.length));
  });

  it.each([
    ['says that its issuer is "https://id.example/realms/b"; expected "https://id.example/realms/a"', [{ ...good, issuer: 'https://id.example/realms/b' }, good]],
    ['says that its issuer is "https://id.example/realms/a/"', [{ ...good, issuer: `${ISSUER}/` }]],
    ['names no jwks_uri', [{ issuer: ISSUER }]],
    ['names no jwks_uri', [{ ...good, jwks_uri: 'keys' }]],
    ['is not https', [{ ...good, jwks_uri: 'http://keys.example' }]],
    ['is not https', [{ ...good, jwks_uri: 'file:///etc/passwd' }]],
    ['tells nothing about itself: https://id.example/.well-known/oauth-authorization-server/realms/a answered 404', []],
  ])('are refused: %s', async (message, answers) => {
    await expect(keysAddress(ISSUER, answering(answers).fetchJson)).rejects.toMatchObject({ code: 'ISSUER', message: expect.stringContaining(message) });
  });
});
