import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../common/error-facts.js';
import { lineFilter } from './line-filter.js';
import { searchLines } from './search-lines.js';
import { type SearchAnswer, type SearchRequest, stretchesOf } from './search-request.js';

/** Looks through files in a thread of its own: they are large, and the API has other things to do meanwhile. */
async function search({ logs, conditions, order, timeoutMs }: SearchRequest): Promise<SearchAnswer> {
  const deadline = performance.now() + timeoutMs;
  try {
    const found = await searchLines(logs.flatMap(stretchesOf), order, lineFilter(conditions), () => performance.now() > deadline);
    return { ok: true, found };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

parentPort?.postMessage(await search(workerData as SearchRequest));
