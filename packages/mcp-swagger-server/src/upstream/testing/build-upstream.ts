import { loadDocument, toTools } from 'mcp-swagger-parser';
import type { Tool } from 'mcp-swagger-parser';
import { documentFacts } from '../../model/document-facts.js';
import { createUpstream } from '../create-upstream.js';
import type { Upstream, UpstreamOptions } from '../create-upstream.js';

export type Document = Record<string, unknown>;

const STRICT = { allowPrivateNetwork: false, operatorHosts: [] };

/** An upstream for a document given as an object, with short timeouts and no retries unless told otherwise. */
export async function buildUpstream(document: Document, options: Partial<UpstreamOptions> = {}, url?: string): Promise<{ upstream: Upstream; tools: Tool[] }> {
  const text = JSON.stringify({ openapi: '3.0.3', info: { title: 'T', version: '1' }, ...document });
  const loaded = await loadDocument(url === undefined ? { text } : { text, url }, { outgoing: STRICT });
  const { tools } = toTools(loaded, { outputSchemas: options.areOutputSchemasStrict === true ? 'strict' : 'relaxed' });
  return { tools, upstream: createUpstream({ document: documentFacts(loaded), tools, outgoing: STRICT, timeoutMs: 30_000, maxResponseBytes: 100_000, retries: 0, ...options }) };
}

/** A document with one operation called `op`. */
export function oneOperation(operation: Document, path = '/things', method = 'get', rest: Document = {}): Document {
  return { ...rest, paths: { [path]: { [method]: { operationId: 'op', responses: {}, ...operation } } } };
}

/** An operation that takes this body. */
export function bodyOf(mediaType: string, schema: unknown, encoding?: unknown): Document {
  return { requestBody: { required: true, content: { [mediaType]: { schema, ...(encoding === undefined ? {} : { encoding }) } } } };
}
