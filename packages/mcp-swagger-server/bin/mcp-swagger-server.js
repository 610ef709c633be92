#!/usr/bin/env node
import { existsSync } from 'node:fs';

const candidates = ['../dist/bundle/cli.mjs', '../dist/cli.js'].map((path) => new URL(path, import.meta.url));
const entry = candidates.find((url) => existsSync(url));

if (entry === undefined) {
  process.stderr.write('error: mcp-swagger-server is not built; run "npm run build" at the root of the repository.\n');
  process.exitCode = 1;
} else {
  await import(entry.href);
}
