import type { ServerResponse } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from '@jest/globals';
import type { UpstreamOptions } from '../create-upstream.js';
import type { CallOptions, ToolCallResult } from '../tool-call-result.js';
import { buildUpstream } from './build-upstream.js';
import type { Document } from './build-upstream.js';

/** What an operation declares when it answers JSON of this schema. */
export const json = (schema: unknown): Document => ({ responses: { 200: { description: '', content: { 'application/json': { schema } } } } });

/** Answers every request alike. */
export const answering = (status: number, headers: Record<string, string>, body?: string | Buffer) => (response: ServerResponse): void => void response.writeHead(status, headers).end(body);

/** The texts of a result, one after the other. */
export const textsOf = ({ content }: Pick<ToolCallResult, 'content'>): string[] => content.flatMap((block) => (block.type === 'text' ? [block.text] : []));

/** Calls the operation `op` of a document, and does with its result what clients do: holds it against the output schema. */
export async function callOnce(document: Document, baseUrl: string, options: Partial<UpstreamOptions> = {}, args: Record<string, unknown> = {}, callOptions: CallOptions = {}): Promise<ToolCallResult> {
  const { upstream, tools } = await buildUpstream(document, { baseUrl, ...options });
  try {
    const result = await upstream.call('op', args, callOptions);
    const { outputSchema } = tools[0] ?? {};
    // No structured content, or one that does not fit, is an exception to clients.
    if (outputSchema !== undefined && result.isError !== true) expect(new Ajv2020({ strict: false }).validate(outputSchema, result.structuredContent)).toBe(true);
    return result;
  } finally {
    await upstream.close();
  }
}
