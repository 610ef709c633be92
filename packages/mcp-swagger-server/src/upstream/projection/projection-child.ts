import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import jsonata from 'jsonata';
import type { ProjectionAnswer, ProjectionQuestion } from './projection-messages.js';

// Whoever wrote an expression may have written an endless loop, or one that eats all memory. Loops end with a thread, but a thread that runs out of
// memory can take its process with it, so expressions have a process of their own. In it one thread evaluates, and the main one notices the parent's end.

const MEMORY = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };

if (isMainThread) relay();
else {
  parentPort?.on('message', (question: ProjectionQuestion) => {
    void answer(question).then((told) => parentPort?.postMessage(told));
  });
}

function relay(): void {
  const worker = new Worker(new URL(import.meta.url), { resourceLimits: MEMORY });
  worker.on('message', (told: ProjectionAnswer) => process.send?.(told));
  worker.on('error', () => process.exit(1));
  process.on('message', (question: ProjectionQuestion) => worker.postMessage(question));
  process.on('disconnect', () => process.exit(0));
}

let last: { expression: string; compiled: jsonata.Expression } | undefined;

async function answer({ expression, json, mostCharacters }: ProjectionQuestion): Promise<ProjectionAnswer> {
  try {
    last = last?.expression === expression ? last : { expression, compiled: jsonata(expression) };
  } catch (error) {
    return { kind: 'syntax', message: describe(error) };
  }
  if (json === undefined) return { kind: 'value', json: 'null' };
  try {
    const value: unknown = await last.compiled.evaluate(JSON.parse(json));
    // What an expression finds nothing for is undefined, and so is a function as JSON.
    const text = (JSON.stringify(value) as string | undefined) ?? 'null';
    if (text.length > mostCharacters) return { kind: 'failed', message: `its result has ${text.length} characters, and ${mostCharacters} are the most` };
    return { kind: 'value', json: text };
  } catch (error) {
    return { kind: 'failed', message: describe(error) };
  }
}

/** JSONata throws plain objects; `position` counts characters. */
function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { message, position } = error as { message?: unknown; position?: unknown };
  const text = typeof message === 'string' ? message : 'unknown error';
  return typeof position === 'number' ? `${text} (at character ${position})` : text;
}
