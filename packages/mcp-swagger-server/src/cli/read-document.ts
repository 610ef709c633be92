import { decodeText, type DocumentSource, loadDocument, type LoadedDocument, type OutgoingPolicy } from 'mcp-swagger-parser';
import type { UpstreamFlags } from './options.js';

/** Loads what `--openapi` and `--overlay` name: `-` is stdin, an address is fetched, anything else is a file. Rejects with DocumentError. */
export async function readDocument({ openapi, overlay }: Pick<UpstreamFlags, 'openapi' | 'overlay'>, outgoing: OutgoingPolicy): Promise<LoadedDocument> {
  const [source, ...overlays] = await Promise.all([openapi, ...overlay].map(sourceOf));
  return loadDocument(source ?? { file: openapi }, { outgoing, allowFiles: true, overlays });
}

/** The name of a document for logs and for `serverInfo`. */
export function serverName(openapi: string): string {
  if (openapi === '-') return 'stdin';
  const last = openapi.split(/[?#]/)[0]?.split(/[/\\]/).findLast((part) => part !== '');
  return last?.replace(/\.(json|ya?ml)$/i, '') || 'openapi';
}

async function sourceOf(openapi: string): Promise<DocumentSource> {
  if (openapi === '-') return { text: await readAll(process.stdin) };
  return /^https?:\/\//i.test(openapi) ? { url: openapi } : { file: openapi };
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return decodeText(Buffer.concat(chunks));
}
