import { type IncomingMessage, request } from 'node:http';
import { sayReason } from 'mcp-swagger-ipc';
import { codeOf } from '../common/error-facts.js';
import { afterListening } from './waits.js';

/** An answer of more bytes is not one to a question as small as ours. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** A revision of MCP that there will not be. */
const NO_VERSION = '9999-12-31';

/**
 * Asks for the server's identity in a protocol version that nobody speaks: the answer, an error that lists those it does speak, comes from MCP
 * itself (2026-07-28, Versioning) and leaves no session or connection behind that would be shown as a client.
 */
const DISCOVER = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'server/discover',
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': NO_VERSION,
      'io.modelcontextprotocol/clientInfo': { name: 'mcp-swagger-health', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
});

/** Looks at the endpoint as a client would; over SSE and WebSocket, where asking means connecting, only whether HTTP answers. Rejects with why it is not well. */
export async function probeEndpoint(endpoint: string, transport: string, timeoutMs: number): Promise<void> {
  const url = new URL(endpoint.replace(/^ws/, 'http'));
  const isStreamable = transport === 'streamable';
  const answer = await exchange(url, isStreamable ? 'POST' : 'OPTIONS', isStreamable ? DISCOVER : undefined, timeoutMs);
  if (answer === 'dropped') return;
  const { status, text } = answer;
  if (status >= 500 || (isStreamable && !isJsonRpc(text))) throw new Error(sayReason('ENDPOINT_WRONG', { status }));
}

function isJsonRpc(text: string): boolean {
  try {
    // An answer may come as an event of a stream.
    const value: unknown = JSON.parse(/^data: ?(.*)$/m.exec(text)?.[1] ?? text);
    return typeof value === 'object' && value !== null && 'jsonrpc' in value;
  } catch {
    return false;
  }
}

/** Dropped: a server with all its sockets taken hangs up at once, and being full is not being ill. */
function exchange(url: URL, method: string, body: string | undefined, timeoutMs: number): Promise<{ status: number; text: string } | 'dropped'> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': NO_VERSION, 'Mcp-Method': 'server/discover' };
    const silence = new AbortController();
    const { signal } = silence;
    const callOff = afterListening(timeoutMs, () => silence.abort());
    const asked = request(url, { method, agent: false, headers, signal }, (response) => {
      read(response).finally(callOff).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
    });
    asked.once('error', (error) => {
      callOff();
      if (signal.aborted) reject(new Error(sayReason('ENDPOINT_SILENT', { withinMs: timeoutMs })));
      else if (codeOf(error) === 'ECONNRESET') resolve('dropped');
      else reject(error);
    });
    asked.end(body);
  });
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`The endpoint answered with more than ${MAX_ANSWER_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
