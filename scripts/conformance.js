// `npm run conformance`: the official MCP suite against a REST API that the command line serves; `-- --json FILE` writes the results, `--no-build` takes what is built.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startApi } from '../conformance/fixture/api.js';
import { outcomeOf, verdictOn } from '../conformance/judge.js';
import { serve } from '../conformance/served.js';
import { installSuite, requirementsOf, runSuite } from '../conformance/suite.js';
import { build, fail, install, root, run, step } from './project.js';

const REVISIONS = ['2025-11-25', '2026-07-28'];

// An exit in order: what runs is killed, and our folder goes.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

try {
  const { values: flags } = parseArgs({ options: { json: { type: 'string' }, 'no-build': { type: 'boolean', default: false } } });
  if (!flags['no-build']) {
    await install();
    await build();
  }
  await installSuite({ run, step });
  const results = await testServer();
  const summaries = REVISIONS.map((revision) => report(revision, results.filter((result) => result.revision === revision)));
  process.stdout.write(`\n${summaries.join('\n')}\n`);
  if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify({ node: process.version, at: new Date().toISOString(), results }, null, 2)}\n`);
  process.exitCode = results.every(({ isScored, isRight }) => isRight || !isScored) ? 0 : 1;
} catch (error) {
  fail(error);
}

/** Starts the API and the server, runs all revisions, and ends both. */
async function testServer() {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-swagger-conformance-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const ends = [];
  try {
    const documentFile = join(folder, 'openapi.json');
    const api = await startApi(documentFile);
    ends.push(api.close);
    const server = await serve(root, documentFile, api.url);
    ends.push(server.close);
    const results = [];
    for (const revision of REVISIONS) {
      step(`Running what ${revision} requires`);
      results.push(...(await resultsOf(revision, server.url, folder)));
    }
    return results;
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

/** One result a scenario; those that the revision does not score are run all the same, and nothing is expected of them. */
async function resultsOf(revision, url, folder) {
  const { scored, notScored } = await requirementsOf(revision);
  const expected = JSON.parse(readFileSync(join(root, 'conformance/expected-failures.json'), 'utf8'))[revision] ?? {};
  const unknown = Object.keys(expected).filter((scenario) => !scored.includes(scenario));
  if (unknown.length > 0) throw new Error(`expected-failures.json names scenarios that ${revision} does not score: ${unknown.join(', ')}.`);
  const checks = await runSuite(url, revision, [...scored, ...notScored], folder);
  return [...scored, ...notScored].map((scenario) => {
    const ownChecks = checks.get(scenario) ?? [];
    const verdict = verdictOn(outcomeOf(ownChecks), expected[scenario]);
    const messages = ownChecks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING').map(({ id, status, errorMessage = '' }) => ({ id, status, errorMessage }));
    return { revision, scenario, isScored: scored.includes(scenario), ...verdict, messages };
  });
}

/** Prints a revision's table, and tells its sums as one line. */
function report(revision, results) {
  console.log(`\n${revision}`);
  console.table(
    results.map(({ scenario, isScored, name, isRight, messages, remark = '' }) => ({
      scenario,
      outcome: isScored || name === 'passed' ? name : `${name} (not scored)`,
      warnings: messages.filter(({ status }) => status === 'WARNING').length,
      remark: isRight || !isScored ? remark.slice(0, 100) : `WRONG: ${remark}`.slice(0, 160),
    })),
  );
  const scored = results.filter(({ isScored }) => isScored);
  for (const { scenario, messages } of scored.filter(({ isRight }) => !isRight)) {
    for (const { id, status, errorMessage } of messages) console.log(`  ${scenario} ${status.toLowerCase()} ${id}: ${errorMessage.slice(0, 400)}`);
  }
  const count = (wanted) => scored.filter(({ name }) => name === wanted).length;
  return `${revision}: ${count('passed')} of ${scored.length} passed, ${count('expected failure')} expected failures, ${scored.filter(({ isRight }) => !isRight).length} wrong`;
}
