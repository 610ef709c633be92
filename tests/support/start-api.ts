import { type Options, type Product, startProduct } from '../../scripts/product.js';

export type { Options };

/** The product as a user starts it, and its REST interface. */
export interface RunningApi extends Product {
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Answer<T>>;
}

export interface Answer<T> {
  status: number;
  body: T;
}

/** Resolves when it prints its address; rejects with what it printed when it ends instead. */
export async function startApi(options: Options = {}): Promise<RunningApi> {
  const product = await startProduct(options);
  return {
    ...product,
    get: async <T>(path: string) => (await fetch(product.url + path)).json() as Promise<T>,
    send: (method, path, body) => send(product.url + path, method, body),
  };
}

/** What `/health/ready` says; it answers at all while the database does not. A kept connection that was closed for being idle just then is no answer (RFC 9112, section 9.3.1): that is asked once more. */
export async function readiness({ url }: RunningApi): Promise<{ status: string; reasons: string[] }> {
  const ask = async (): Promise<Response> => fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(60_000) });
  return (await ask().catch(ask)).json() as Promise<{ status: string; reasons: string[] }>;
}

async function send<T>(url: string, method: string, body?: unknown): Promise<Answer<T>> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T };
}
