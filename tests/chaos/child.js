// The real server, and a signal by which it does to itself what the file of its pid says.
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const held = [];
const misdeeds = {
  crash: () => process.exit(9),
  'blocked for a moment': () => block(400),
  'blocked for ever': () => block(Infinity),
  'garbage on stdout': () => {
    for (const line of ['a stray print', '{"v":1,"seq":1,"type":"NONSENSE"', '{"v":99}', '{"v":1,"__proto__":{"polluted":1}}', '\u0000\ufffd']) writeSync(1, `${line}\n`);
  },
  'flood on stderr': () => {
    const line = `${'x'.repeat(1_000)}\n`.repeat(100);
    for (let index = 0; index < 100; index += 1) process.stderr.write(line);
  },
  'closed stdin': () => process.stdin.destroy(),
  'too much memory': () => setInterval(() => held.push(Buffer.alloc(16 * 1024 * 1024, 1)), 20),
};

function block(ms) {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

process.on('SIGUSR2', () => misdeeds[readFileSync(join(process.cwd(), 'chaos', String(process.pid)), 'utf8')]?.());

const bin = fileURLToPath(new URL('../../packages/mcp-swagger-server/bin/mcp-swagger-server.js', import.meta.url));
process.argv[1] = bin;
await import(bin);
