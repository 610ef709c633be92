// `npm run openapi`: writes the REST API's OpenAPI document and the dashboard's types of it; `-- --check` fails when they are stale.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, fail, install, root, run, runTool } from './project.js';

const ui = join(root, 'packages/mcp-swagger-ui');
const files = { document: join(ui, 'openapi.json'), types: join(ui, 'src/lib/generated/api.d.ts') };

try {
  await install();
  await build();
  const folder = mkdtempSync(join(tmpdir(), 'mcp-swagger-openapi-'));
  const fresh = { document: join(folder, 'openapi.json'), types: join(folder, 'api.d.ts') };
  try {
    await run(process.execPath, [join(root, 'packages/mcp-swagger-api/dist/print-openapi.js'), fresh.document]);
    await runTool('openapi-typescript', [fresh.document, '-o', fresh.types], { stdio: ['ignore', 'ignore', 'inherit'] });
    const stale = Object.keys(files).filter((name) => read(files[name]) !== read(fresh[name]));
    if (process.argv.includes('--check')) {
      if (stale.length > 0) throw new Error(`${stale.map((name) => files[name]).join(' and ')} do not say what the API does; run npm run openapi.`);
    } else {
      for (const name of stale) writeFileSync(files[name], read(fresh[name]));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
} catch (error) {
  fail(error);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
