import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AppError } from '../common/app-error.js';
import { lineFilter } from './line-filter.js';
import { type Found, type Order, searchLines } from './search-lines.js';
import { segmentWeight } from './segments.js';
import { type SearchAnswer, type SearchRequest, type ServerLog, stretchesOf } from './search-request.js';

/** What a worker that reads the last file to its end may take longer than it was given. */
const GRACE_MS = 5_000;
const MAX_HEAP_MB = 256;

/** Searches that may be under way or wait; whoever comes then is told to come again. */
const MAX_SEARCHES = 32;
const MAX_WORKERS = Math.max(1, availableParallelism() - 1);

let searching = 0;
const waiting: (() => void)[] = [];
let open = 0;

/** So much is read here; a worker takes longer to start. */
const MAX_BYTES_HERE = 2 * 1024 * 1024;
/** An expression may take long for little. */
const MAX_MS_HERE = 100;

/** Searches much in a worker, few at a time, and little here. Throws AppError SEARCH_INVALID, TOO_MANY_SEARCHES or SEARCH_TOO_SLOW. */
export async function searchLogs(request: SearchRequest): Promise<Found> {
  const { logs, order } = request;
  const matches = lineFilter(request.conditions);
  const stretches = logs.flatMap(stretchesOf);
  if ((await bytesOf(logs, order)) <= MAX_BYTES_HERE) {
    const deadline = performance.now() + MAX_MS_HERE;
    const found = await searchLines(stretches, order, matches, () => performance.now() > deadline);
    if (found.isComplete) return found;
  }
  if (open >= MAX_SEARCHES) throw new AppError(429, 'TOO_MANY_SEARCHES', `${MAX_SEARCHES} searches of logs are under way; try again in a moment.`);
  open += 1;
  try {
    await enter();
    return await inWorker(request).finally(leave);
  } finally {
    open -= 1;
  }
}

/** What there is to read, at most. */
async function bytesOf(logs: readonly ServerLog[], { before, after }: Order): Promise<number> {
  const wanted = logs.flatMap(({ segments, recent }) =>
    segments.filter(({ firstId }, index) => firstId < Math.min(before, recent[0]?.id ?? Infinity) && (segments[index + 1]?.firstId ?? Infinity) > after),
  );
  const weights = await Promise.all(wanted.map(segmentWeight));
  return weights.reduce((sum, weight) => sum + weight, 0);
}

async function enter(): Promise<void> {
  if (searching < MAX_WORKERS) searching += 1;
  // Whoever leaves gives his place on.
  else await new Promise<void>((resolve) => waiting.push(resolve));
}

function leave(): void {
  const next = waiting.shift();
  if (next === undefined) searching -= 1;
  else next();
}

function inWorker(request: SearchRequest): Promise<Found> {
  const worker = new Worker(new URL('./search.worker.js', import.meta.url), { workerData: request, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
  let timer: NodeJS.Timeout | undefined;
  return new Promise<Found>((resolve, reject) => {
    const tooSlow = new AppError(503, 'SEARCH_TOO_SLOW', `The search took longer than ${(request.timeoutMs + GRACE_MS) / 1_000} s; narrow it by from and to, or by server.`);
    timer = setTimeout(() => reject(tooSlow), request.timeoutMs + GRACE_MS);
    worker.once('message', (answer: SearchAnswer) => (answer.ok ? resolve(answer.found) : reject(new Error(`The logs could not be searched: ${answer.message}`))));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The search ended without an answer.')));
  }).finally(() => {
    clearTimeout(timer);
    void worker.terminate();
  });
}
