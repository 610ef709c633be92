import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AppError } from '../common/app-error.js';
import { Gate } from '../common/gate.js';
import type { Conversion, ConversionAnswer, ConversionRequest } from './conversion.js';
import { codeOf } from '../common/error-facts.js';

/** Longer than that, and the document is taken for one that never ends. */
const TIMEOUT_MS = 60_000;
const MAX_HEAP_MB = 1_024;

/** A worker takes a core and up to its heap; the other documents wait for their turn. */
const gate = new Gate(availableParallelism());

/** Reads and converts a document in a worker thread. Throws AppError 422 with the parser's code and place. */
export async function convertDocument(request: ConversionRequest): Promise<Conversion> {
  const answer = await gate.run(() => inWorker(request));
  if (answer.ok) return answer.conversion;
  const { code, message, pointer, line, column } = answer.failure;
  throw new AppError(422, code, message, { ...(pointer === undefined ? {} : { pointer }), ...(line === undefined ? {} : { line, column }) });
}

function inWorker(request: ConversionRequest): Promise<ConversionAnswer> {
  const worker = new Worker(new URL('./conversion.worker.js', import.meta.url), {
    workerData: request,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  return new Promise<ConversionAnswer>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new AppError(422, 'DOCUMENT_TIMEOUT', `The document could not be read and converted within ${TIMEOUT_MS / 1000} s.`)),
      TIMEOUT_MS,
    );
    worker.once('message', (answer: ConversionAnswer) => {
      clearTimeout(timer);
      resolve(answer);
    });
    worker.once('error', (error) => {
      clearTimeout(timer);
      const tooLarge = codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(tooLarge ? new AppError(422, 'DOCUMENT_TOO_LARGE', `The document needs more than ${MAX_HEAP_MB} MB of memory to convert.`) : error);
    });
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('The conversion ended without an answer.'));
    });
  }).finally(() => void worker.terminate());
}
