import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 100;
const TIMEOUT_MS = 15_000;

/** Calls one server through the gateway, again and again, and keeps what did not succeed. */
export function startLoad(url, serverId) {
  const result = { calls: 0, answered: 0, lost: [] };
  const load = { goesOn: true };
  const done = (async () => {
    while (load.goesOn) {
      const at = performance.now();
      const outcome = await call(url, serverId);
      result.calls += 1;
      if (outcome === 'answered') result.answered += 1;
      else result.lost.push({ serverId, from: at, to: performance.now(), outcome });
      await delay(PAUSE_MS);
    }
  })();
  return {
    result,
    stop: async () => {
      load.goesOn = false;
      await done;
    },
  };
}

/** One call of the stateless protocol: `answered`, or why not. */
export async function call(url, serverId) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'chaos', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  try {
    const response = await fetch(`${url}/mcp/${serverId}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/call', 'Mcp-Name': 'listPets' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'listPets', arguments: {}, _meta } }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.status === 200 && text.includes('fine')) return 'answered';
    return `${response.status} ${text.slice(0, 160)}`;
  } catch (error) {
    return String(error.cause?.code ?? error.message);
  }
}
