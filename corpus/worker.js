// A process that converts and checks one document at a time: `{ file, isMeasured }` in, the outcome out; the list of one that is not measured may be longer than a string can be.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadDocument, toTools } from '../packages/mcp-swagger-parser/dist/index.js';
import { SEARCH_TOOLS } from '../packages/mcp-swagger-server/dist/mcp/search-tools.js';
import { visibleTool } from '../packages/mcp-swagger-server/dist/mcp/visible-tool.js';
import { checkTools } from './check-tools.js';
import { countOperations } from './count-operations.js';

const { parse } = createRequire(new URL('../packages/mcp-swagger-parser/package.json', import.meta.url))('yaml');
const outgoing = { allowPrivateNetwork: false, operatorHosts: [] };

async function check(file, isMeasured) {
  const begun = performance.now();
  try {
    const document = await loadDocument({ file }, { outgoing, allowFiles: true });
    const { tools, warnings, skipped } = toTools(document);
    const converted = performance.now();
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    const operations = countOperations(text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text, { merge: true, maxAliasCount: 10_000, uniqueKeys: false }));
    const problems = checkTools(tools);
    if (tools.length + skipped.length !== operations) {
      problems.push({ tool: '', problem: `${tools.length} tools and ${skipped.length} skipped are not the ${operations} operations of the document` });
    }
    return {
      loaded: true,
      operations,
      tools: tools.length,
      ...(isMeasured ? { listBytes: bytesOf(tools.map(visibleTool)) } : {}),
      searchBytes: bytesOf(SEARCH_TOOLS),
      skipped: skipped.map(({ code, method, path, message }) => ({ code, method, path, message })),
      warnings: countByCode(warnings),
      problems: problems.slice(0, 20),
      invalid: new Set(problems.map(({ tool }) => tool)).size,
      convertMs: Math.round(converted - begun),
      checkMs: Math.round(performance.now() - converted),
    };
  } catch (error) {
    return { loaded: false, error: `${error.name === 'DocumentError' ? '' : `${error.stack}\n`}${error.message}`, convertMs: Math.round(performance.now() - begun) };
  }
}

/** Of the result of `tools/list` in one page. */
function bytesOf(tools) {
  return Buffer.byteLength(JSON.stringify({ tools }));
}

function countByCode(warnings) {
  const counts = {};
  for (const { code } of warnings) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

process.on('message', ({ file, isMeasured }) => {
  void check(file, isMeasured).then((outcome) => process.send(outcome));
});
