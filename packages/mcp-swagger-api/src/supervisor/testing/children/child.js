// A child that behaves as `configuration.name` tells it: one word for each fault that a supervisor must survive.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';

let seq = 0;
const say = (type, data) => {
  seq += 1;
  process.stdout.write(`${JSON.stringify({ v: 1, seq, type, timestamp: Date.now(), data })}\n`);
};
const ready = () => say('SERVER_STARTED', { endpoint: 'http://127.0.0.1:1/mcp', port: 1, transport: 'streamable', toolCount: 0, pid: process.pid, version: '0' });
const connected = (sessionId) => say('CONNECTION_EVENT', { event: 'connected', kind: 'session', sessionId, clientInfo: {} });
const vitals = { status: 'healthy', eventLoopDelayMs: 0, rssBytes: 0, heapBytes: 0, cpuMicros: 0 };

let answersHealth = true;
let stopsWhenAsked = true;

const behaviours = {
  good: ready,
  'never-ready': () => {},
  'crash-on-start': () => {
    process.stderr.write('the flux capacitor is missing\n');
    process.exit(7);
  },
  'crash-when-ready': () => {
    ready();
    setTimeout(() => process.exit(9), 10);
  },
  'bad-document': () => {
    say('ERROR', { code: 'DOCUMENT_SYNTAX', message: 'The document has no paths.' });
    process.stdout.write('', () => process.exit(1));
  },
  'says-much-and-ends': () => {
    ready();
    for (let index = 0; index < 400; index += 1) connected(`session-${index}`);
    process.stdout.write('', () => process.exit(0));
  },
  'no-health': () => {
    answersHealth = false;
    ready();
  },
  'names-another-place': () => say('SERVER_STARTED', { endpoint: 'http://169.254.169.254/latest/meta-data', port: 80, transport: 'streamable', toolCount: 0, pid: process.pid, version: '0' }),
  'blocks-its-loop': () => {
    ready();
    setTimeout(() => {
      for (;;);
    }, 10);
  },
  'ignores-stop': () => {
    stopsWhenAsked = false;
    ready();
  },
  'grandchild-holds-stdout': () => {
    spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    ready();
  },
  'escaped-grandchild-holds-stdout': () => {
    const escaped = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit', detached: true });
    escaped.unref();
    process.stderr.write(`escaped ${escaped.pid}\n`);
    ready();
  },
  'loses-messages': () => {
    ready();
    seq += 3;
    connected('after-the-gap');
  },
  'grows': () => {
    ready();
    const held = [];
    setInterval(() => held.push(Buffer.alloc(8 * 1024 * 1024, 1)), 10);
  },
  'fills-its-heap': () => {
    ready();
    const held = [];
    setInterval(() => {
      for (let index = 0; index < 100_000; index += 1) held.push({ index });
    }, 1);
  },
  'talks-nonsense': () => {
    ready();
    for (let index = 0; index < 5; index += 1) process.stdout.write('{"v":1,"seq":1,"type":"NONSENSE"\n');
    process.stdout.write('a stray print\n');
  },
  'dies-in-mid-line': () => {
    ready();
    process.stdout.write('{"v":1,"seq":2,"type":"HEARTB', () => process.kill(process.pid, 'SIGKILL'));
  },
  'two-megabytes-in-a-line': () => {
    ready();
    process.stdout.write(`{"v":1,"seq":2,"type":"ERROR","timestamp":1,"data":{"code":"X","message":"${'x'.repeat(2 * 1024 * 1024)}"}}\n`);
    connected('after-the-line');
  },
  'long-lines': () => {
    ready();
    process.stdout.write(`${'o'.repeat(60_000)}\n`);
    process.stderr.write(`${'e'.repeat(60_000)}\n`);
  },
  // Talks for as long as it lives: fifty lines a millisecond, as far as somebody reads.
  'floods-stderr': () => {
    ready();
    const lines = Array.from({ length: 500 }, (_, index) => `info  the ${index}th of many lines, which is about as long as lines are wont to be\n`).join('');
    const flood = () => process.stderr.write(lines, () => setTimeout(flood, 10));
    flood();
  },
  'says-long-lines': () => {
    ready();
    process.stderr.write(`${'a'.repeat(140)}7\n${`${'a'.repeat(2_000)}\n`.repeat(4)}`);
  },
  // Letters in no order: an expression that counts them has more states than it can remember, and takes its steps one by one.
  'floods-long-lines': () => {
    ready();
    const letters = () => Array.from({ length: 1_000 }, () => (Math.random() < 0.5 ? 'a' : 'b')).join('');
    const flood = () => process.stderr.write(`info  ${letters()}\n`, () => setTimeout(flood, 20));
    flood();
  },
  'dies-in-its-flood': () => {
    ready();
    const lines = Array.from({ length: 5_000 }, (_, index) => `line ${index}\n`).join('');
    process.stderr.write(`${lines}token=the-upstream-secret\nthe last word\n`, () => process.exit(3));
  },
  '100-megabytes-on-stderr': () => {
    ready();
    const chunk = `${'z'.repeat(999)}\n`.repeat(100);
    let left = 1_000;
    const more = () => {
      left -= 1;
      process.stderr.write(left === 0 ? `${chunk}that was all\n` : chunk, left === 0 ? undefined : more);
    };
    more();
  },
  'opens-files': () => {
    let opened = 0;
    try {
      for (; opened < 10_000; opened += 1) openSync(process.argv[1]);
    } catch (error) {
      process.stderr.write(`opened ${opened}, then ${error.code}\n`);
    }
    ready();
  },
  'says-what-it-is-told': ({ headers }) => {
    for (const line of JSON.parse(headers['x-lines'])) process.stderr.write(`${line}\n`);
    ready();
  },
  'shows-preferred-port': ({ preferredPort }) => {
    process.stderr.write(`prefers ${preferredPort}\n`);
    ready();
  },
  'shows-environment': () => {
    process.stderr.write(`environment ${JSON.stringify(process.env)} arguments ${JSON.stringify(process.argv.slice(2))}\n`);
    ready();
  },
};

process.on('SIGTERM', () => {
  if (stopsWhenAsked) process.exit(0);
});

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { command, requestId, configuration } = JSON.parse(line);
    if (command === 'configure') behaviours[configuration.name](configuration);
    if (command === 'health-check' && answersHealth) say('HEALTH', { requestId, ...vitals, uptimeMs: 1, activeConnections: 0 });
    if (command === 'snapshot') {
      say('CONNECTION_STATS', { activeConnections: 0, totalConnections: 0, full: true, connections: [], messages: { written: seq, dropped: 0 }, requestId });
    }
    if (command === 'stop' && stopsWhenAsked) process.exit(0);
  })
  .on('close', () => process.exit(0));

// A real child listens on a port; this keeps a silent one alive as that would.
setInterval(() => {}, 1000);
