/** Lines of the contract by kind: `event`, some 300 bytes; `large`, some 2 MB, one list of tools. */
export function ipcLine(kind, index) {
  return JSON.stringify({ v: 1, seq: index + 1, timestamp: 1_760_000_000_000 + index, ...(kind === 'event' ? event(index) : toolsChanged(index)) });
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

/** The same text each time but for the hash, for to make 2 MB costs more than to read them. */
function toolsChanged(index) {
  return { type: 'TOOLS_CHANGED', data: { toolCount: ADDED.length, added: ADDED, removed: [], changed: [], documentHash: String(index) } };
}

const ADDED = Array.from({ length: 40_000 }, (_, index) => `repos_list_pull_request_review_comments_v${index}`);
