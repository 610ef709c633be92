import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';

const COMMAND = fileURLToPath(new URL('../scripts/audit.js', import.meta.url));
const ADVISORIES = {
  ws: [{ id: 1_100_001, url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc', title: 'It falls over', severity: 'high', vulnerable_versions: '<99.0.0', cwe: ['CWE-400'], cvss: { score: 7.5, vectorString: null } }],
  undici: [{ id: 1_100_002, url: 'https://github.com/advisories/GHSA-aaaa-bbbb-dddd', title: 'It leaks', severity: 'low', vulnerable_versions: '>=0.0.0', cwe: [], cvss: { score: 0, vectorString: null } }],
};

/** Where npx keeps what it once ran; pnpm is there after `npm test` installed anything. */
const RAN_BY_NPX = join(process.env['npm_config_cache'] ?? join(homedir(), '.npm'), '_npx');
const hasPnpm = existsSync(RAN_BY_NPX) && readdirSync(RAN_BY_NPX).some((folder) => existsSync(join(RAN_BY_NPX, folder, 'node_modules/pnpm/package.json')));
const describeWithPnpm = hasPnpm ? describe : describe.skip;

interface Audited {
  code: number | null;
  said: string;
  /** Names and versions that the registry was asked about. */
  asked: Record<string, string[]>;
}

/** Runs the real command with a registry of our own, which answers every question about advisories so. */
async function audit(answer: object): Promise<Audited> {
  let asked: Record<string, string[]> = {};
  const registry = createServer((request, response) => {
    void buffer(request).then((body) => {
      if (request.url === '/-/npm/v1/security/advisories/bulk') asked = JSON.parse((request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()) as typeof asked;
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  try {
    // Only pnpm asks ours; npx takes what it has, and asks nobody.
    const child = spawn(process.execPath, [COMMAND], { env: { ...process.env, npm_config_prefer_offline: 'true', pnpm_config_registry: `http://127.0.0.1:${(registry.address() as AddressInfo).port}/` }, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close') as Promise<[number | null]>]);
    return { code, said: out + error, asked };
  } finally {
    registry.closeAllConnections();
    registry.close();
  }
}

describeWithPnpm(`npm run audit${hasPnpm ? '' : ' (skipped: npx has never run pnpm here)'}`, () => {
  it('asks about all that is installed, and ends well where nothing is known, red where something is', async () => {
    const [clean, bad] = await Promise.all([audit({}), audit(ADVISORIES)]);
    expect(clean).toMatchObject({ code: 0, said: expect.stringContaining('0 known weaknesses that are not explained, 0 that are.') });
    expect(Object.keys(clean.asked).length).toBeGreaterThan(300);
    expect(clean.asked).toMatchObject({ ws: expect.any(Array), undici: expect.any(Array), '@nestjs/core': expect.any(Array) });
    expect(bad.code).toBe(1);
    // Package, version, severity, the way to it, the remedy.
    expect(bad.said).toMatch(/^ws@[\d., ]+: high, It falls over \(https:\/\/github\.com\/advisories\/GHSA-aaaa-bbbb-cccc\); brought by \. > ws and in \d+ other ways; mended in >=99\.0\.0$/m);
    expect(bad.said).toMatch(/^undici@[\d., ]+: low, It leaks \(.*\); brought by packages\/mcp-swagger-\w+ > undici and in \d+ other ways; no version mends it yet/m);
    expect(bad.said).toContain('2 known weaknesses that are not explained');
  });
});
