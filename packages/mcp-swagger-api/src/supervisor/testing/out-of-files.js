// Run with a small limit of open files: what the built supervisor does when there is no room for the pipes of a child, and after.
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Gate } from '../../../dist/common/gate.js';
import { SupervisedProcess } from '../../../dist/supervisor/supervised-process.js';

const held = [];
try {
  for (;;) held.push(openSync('/dev/null'));
} catch {
  // There are as many as there can be.
}

const spec = {
  serverId: 'server-1',
  script: fileURLToPath(new URL('children/child.js', import.meta.url)),
  cwd: tmpdir(),
  configuration: { serverId: 'server-1', name: 'good', document: { text: '{}' } },
  policy: {
    restart: { baseDelayMs: 50, maxDelayMs: 50, maxRestarts: 1_000, windowMs: 60_000 },
    readyTimeoutMs: 10_000,
    stableAfterMs: 60_000,
    stopGraceMs: 1_000,
    healthCheckIntervalMs: 60_000,
    missedHealthChecks: 3,
    maxLineBytes: 1_000_000,
    linesPerSecond: 5_000,
    parseErrorThreshold: 10,
  },
};
let crowded;
let reason;
const ignore = () => {};
const supervised = new SupervisedProcess(
  spec,
  {
    message: ignore,
    mayRead: () => true,
    lines: ignore,
    remark: ignore,
    parseErrors: ignore,
    replaced: ignore,
    ended: (end) => {
      reason ??= end.reason;
    },
    changed: ({ state }) => {
      if (state !== 'starting') crowded ??= state;
      if (crowded === state) for (const file of held.splice(0)) closeSync(file);
    },
  },
  new Gate(1),
);
supervised.start();
while (supervised.state !== 'running' && supervised.state !== 'failed') await supervised.settled(10_000);
const afterwards = supervised.state;
await supervised.stop();
process.stdout.write(JSON.stringify({ crowded, reason, afterwards }));
