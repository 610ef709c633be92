import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { LogLineView } from 'mcp-swagger-ipc';
import { AppError } from '../common/app-error.js';
import { Gate } from '../common/gate.js';
import { lineFilter } from './line-filter.js';
import { type Found, type Order, searchLines, type Stretch } from './search-lines.js';
import { segmentWeight } from './segments.js';
import { type SearchAnswer, type SearchRequest, type ServerLog, stretchesOf } from './search-request.js';
import { TimeShare } from './time-share.js';

/** What a worker that reads the last file to its end may take longer than it was given. */
const GRACE_MS = 5_000;
const MAX_HEAP_MB = 256;

/** Searches that may be under way or wait; whoever comes then is told to come again. */
const MAX_SEARCHES = 32;
const MAX_WORKERS = Math.max(1, availableParallelism() - 1);

const gate = new Gate(MAX_WORKERS);

/** So much is read here; a worker takes longer to start. */
const MAX_BYTES_HERE = 2 * 1024 * 1024;
/** An expression may take long for little. */
const MAX_MS_HERE = 100;
/** And the expressions of all who search together so much of each second. */
const here = new TimeShare(200);

/** Searches much in a worker, few at a time, and little here. Throws AppError SEARCH_INVALID, TOO_MANY_SEARCHES or SEARCH_TOO_SLOW. */
export async function searchLogs(request: SearchRequest): Promise<Found> {
  const { logs, order } = request;
  const matches = lineFilter(request.conditions);
  const stretches = logs.flatMap(stretchesOf);
  if ((await bytesOf(logs, order)) <= MAX_BYTES_HERE) {
    const found = await searchHere(request, stretches, matches);
    if (found !== undefined) return found;
  }
  if (gate.size >= MAX_SEARCHES) throw new AppError(429, 'TOO_MANY_SEARCHES', `${MAX_SEARCHES} searches of logs are under way; try again in a moment.`, { most: MAX_SEARCHES });
  return await gate.run(() => inWorker(request));
}

/** Undefined when it takes too long for those who wait meanwhile. */
async function searchHere({ order, conditions }: SearchRequest, stretches: readonly Stretch[], matches: (line: LogLineView) => boolean): Promise<Found | undefined> {
  const deadline = performance.now() + MAX_MS_HERE;
  let isTimeUp = false;
  const look = (line: LogLineView): boolean => {
    const isWanted = here.spend(() => matches(line));
    isTimeUp ||= isWanted === undefined;
    return isWanted === true;
  };
  const found = await searchLines(stretches, order, conditions.regex === true ? look : matches, () => isTimeUp || performance.now() > deadline);
  return found.isComplete && !isTimeUp ? found : undefined;
}

/** What there is to read, at most. */
async function bytesOf(logs: readonly ServerLog[], { before, after }: Order): Promise<number> {
  const wanted = logs.flatMap(({ segments, recent }) =>
    segments.filter(({ firstId }, index) => firstId < Math.min(before, recent[0]?.id ?? Infinity) && (segments[index + 1]?.firstId ?? Infinity) > after),
  );
  const weights = await Promise.all(wanted.map(segmentWeight));
  return weights.reduce((sum, weight) => sum + weight, 0);
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
