import { loadDocument } from '../load/load-document.js';
import type { LoadedDocument } from '../load/load-document.js';
import { toTools } from '../tools/to-tools.js';
import type { Tool } from '../tools/tool.js';

/** A policy that lets nothing private through. */
export const STRICT = { allowPrivateNetwork: false, operatorHosts: [] };

/** Loads a document from an object: version 3.0.3 and an `info` unless it says otherwise. */
export async function load(document: Record<string, unknown>, url?: string): Promise<LoadedDocument> {
  const head = 'swagger' in document ? {} : { openapi: '3.0.3' };
  const text = JSON.stringify({ ...head, info: { title: 'Test', version: '1' }, ...document });
  return await loadDocument(url === undefined ? { text } : { text, url }, { outgoing: STRICT });
}

/** The tools of a document from an object. */
export async function convert(document: Record<string, unknown>): Promise<ReturnType<typeof toTools>> {
  return toTools(await load(document));
}

/** The only tool of a document with one operation. */
export async function convertOne(operation: Record<string, unknown>, rest: Record<string, unknown> = {}, path = '/things', method = 'post'): Promise<Tool> {
  const { tools } = await convert({ ...rest, paths: { [path]: { [method]: { responses: {}, ...operation } } } });
  const [tool] = tools;
  if (tool === undefined) throw new Error('the document gave no tool');
  return tool;
}

/** An operation that takes this schema as its JSON body. */
export function withBody(schema: unknown): Record<string, unknown> {
  return { requestBody: { required: true, content: { 'application/json': { schema } } } };
}
