import type { ServerConfiguration } from 'mcp-swagger-ipc';
import { decodeText, type DocumentSource } from 'mcp-swagger-parser';
import type { ModelRequest } from '../model/load-requested.js';
import { cacheDirectory } from './cache-directory.js';
import { isAddress } from './named-source.js';
import type { UpstreamFlags } from './options.js';

/** The document that `--openapi` and `--overlay` name: `-` is stdin, an address is fetched, anything else is a file. */
export async function modelRequest(
  { openapi, overlay, cache }: Pick<UpstreamFlags, 'openapi' | 'overlay' | 'cache'>,
  configuration: Omit<ServerConfiguration, 'document'>,
  environment: NodeJS.ProcessEnv,
): Promise<ModelRequest> {
  const [source, ...overlays] = await Promise.all([openapi, ...overlay].map(sourceOf));
  return {
    source: source ?? { file: openapi },
    overlays,
    outgoing: configuration.outgoing,
    allowFiles: true,
    options: configuration,
    cacheDirectory: cache === false ? undefined : cache === true ? cacheDirectory(environment) : cache,
  };
}

/** The name of a document for logs and for `serverInfo`. */
export function serverName(openapi: string): string {
  if (openapi === '-') return 'stdin';
  const last = openapi.split(/[?#]/)[0]?.split(/[/\\]/).findLast((part) => part !== '');
  return last?.replace(/\.(json|ya?ml)$/i, '') || 'openapi';
}

async function sourceOf(openapi: string): Promise<DocumentSource> {
  if (openapi === '-') return { text: await readAll(process.stdin) };
  return isAddress(openapi) ? { url: openapi } : { file: openapi };
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return decodeText(Buffer.concat(chunks));
}
