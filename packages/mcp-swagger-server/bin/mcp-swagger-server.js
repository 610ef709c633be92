#!/usr/bin/env node
// CommonJS, as the bundle is: to load modules takes a tenth of a start.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { bundleFor, runBundle } = require('./load-bundle.js');

const bundle = bundleFor(process.argv[2], join(__dirname, '../dist/bundle'));
const modules = join(__dirname, '../dist/cli.js');

if (existsSync(bundle)) runBundle(bundle);
else if (existsSync(modules)) void import(pathToFileURL(modules).href);
else {
  process.stderr.write('error: mcp-swagger-server is not built; run "npm run build" at the root of the repository.\n');
  process.exitCode = 1;
}
