#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runBundle } from './load-bundle.js';

const bundle = fileURLToPath(new URL('../dist/bundle/cli.cjs', import.meta.url));
const modules = new URL('../dist/cli.js', import.meta.url);

if (existsSync(bundle)) runBundle(bundle);
else if (existsSync(modules)) await import(modules.href);
else {
  process.stderr.write('error: mcp-swagger-server is not built; run "npm run build" at the root of the repository.\n');
  process.exitCode = 1;
}
