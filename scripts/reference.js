// `npm run reference`: writes docs/configuration.md, and the flags in docs/cli.md, from what the programs check; `-- --check` fails when they are stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, fail, install, root } from './project.js';
import { configurationPage } from './reference/configuration-page.js';
import { withFlags } from './reference/flags-of-commands.js';

try {
  await install();
  await build();
  const { allowedValues } = await import('../packages/mcp-swagger-api/dist/config/describe-environment.js');
  const { makeProgram } = await import('../packages/mcp-swagger-server/dist/cli/program.js');
  const cli = 'docs/cli.md';
  const pages = {
    'docs/configuration.md': configurationPage(read('.env.example'), allowedValues),
    [cli]: withFlags(read(cli), makeProgram(() => {})),
  };
  const stale = Object.keys(pages).filter((path) => read(path) !== pages[path]);
  if (!process.argv.includes('--check')) for (const path of stale) writeFileSync(join(root, path), pages[path]);
  else if (stale.length > 0) throw new Error(`${stale.join(' and ')} do not say what the programs do; run npm run reference.`);
} catch (error) {
  fail(error);
}

function read(path) {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return '';
  }
}
