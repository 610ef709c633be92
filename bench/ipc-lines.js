/** Lines of the contract by kind: `event`, some 300 bytes; a number is megabytes of one list of tools. */
export function ipcLine(kind, index) {
  return JSON.stringify({ v: 1, seq: index + 1, timestamp: 1_760_000_000_000 + index, ...(kind === 'event' ? event(index) : toolsChanged(Number(kind), index)) });
}

function event(index) {
  return {
    type: 'CONNECTION_EVENT',
    data: {
      event: 'connected',
      kind: 'session',
      sessionId: `0b7c2f8e-6f0e-4ae1-9d8a-${String(index).padStart(12, '0')}`,
      clientInfo: { name: 'claude-code', version: '1.0.0', userAgent: 'node', ip: '127.0.0.1', protocolVersion: '2025-11-25', connectedAt: 1_760_000_000_000 },
    },
  };
}

const TOOL_NAME_BYTES = 50;
const added = new Map();

/** The same text each time but for the hash, for to make megabytes costs more than to read them. */
function toolsChanged(megabytes, index) {
  if (!added.has(megabytes)) added.set(megabytes, Array.from({ length: (megabytes * 1e6) / TOOL_NAME_BYTES }, (_, at) => `repos_list_pull_request_review_comments_v${String(at).padStart(6, '0')}`));
  const names = added.get(megabytes);
  return { type: 'TOOLS_CHANGED', data: { toolCount: names.length, added: names, removed: [], changed: [], documentHash: String(index) } };
}
