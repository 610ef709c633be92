import type { JSONWebKeySet } from 'jose';
import { createDispatcher } from 'mcp-swagger-parser/dispatcher';
import { isObject, type OutgoingPolicy } from 'mcp-swagger-parser';
import type { Agent } from 'undici';
import { ServerError } from '../server-error.js';
import { fetchJson } from '../upstream/credentials/fetch-json.js';
import { keysAddress } from './discover-issuer.js';
import type { FindKey } from './issuer-keys.js';

const TIMEOUT_MS = 5_000;

/** What may reach an issuer: the hosts of these addresses were typed by the operator, every other that it names must be a public one. */
export function issuerDispatcher(typed: readonly string[], policy: OutgoingPolicy): Agent {
  const own = policy.trustTyped === false ? [] : typed.map((address) => new URL(address).host);
  return createDispatcher({ ...policy, operatorHosts: [...policy.operatorHosts, ...own] }, 'derived', { connectTimeoutMs: TIMEOUT_MS });
}

/** Asks an issuer for its keys. Rejects with ServerError (ISSUER). */
export async function loadKeys(issuer: string, dispatcher: Agent): Promise<FindKey> {
  const ask = async (url: string): Promise<{ status: number; json: Record<string, unknown> }> =>
    await fetchJson({ method: 'GET', url, headers: { accept: 'application/json, application/jwk-set+json' } }, { dispatcher, timeoutMs: TIMEOUT_MS, purpose: 'asked how to verify tokens' });
  try {
    const address = await keysAddress(issuer, ask);
    const { status, json } = await ask(address);
    if (status !== 200 || !isKeySet(json)) throw new ServerError('ISSUER', `${address} (status ${status}) holds no keys to verify the tokens of ${issuer} with.`);
    const { createLocalJWKSet } = await import('jose');
    return createLocalJWKSet(json);
  } catch (error) {
    throw error instanceof ServerError ? error : new ServerError('ISSUER', `The tokens of ${issuer} cannot be verified: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function isKeySet(json: Record<string, unknown>): json is Record<string, unknown> & JSONWebKeySet {
  const { keys } = json;
  return Array.isArray(keys) && keys.length > 0 && keys.every(isObject);
}
