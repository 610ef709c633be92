import type { ProjectionAnswer, ProjectionQuestion } from './projection-messages.js';
import { ProjectionProcess } from './projection-process.js';
import { UpstreamError } from '../upstream-error.js';

/** Bounds of an expression. */
export interface ProjectionLimits {
  /** For one evaluation. */
  timeMs: number;
  /** For the first one of a process, which has to start. */
  startMs: number;
  /** The process ends when nobody asked for so long. */
  idleMs: number;
  longestExpression: number;
  mostResultCharacters: number;
  mostWaiting: number;
}

export const PROJECTION_LIMITS: ProjectionLimits = { timeMs: 2_000, startMs: 10_000, idleMs: 60_000, longestExpression: 10_000, mostResultCharacters: 32 * 1024 * 1024, mostWaiting: 50 };

/** Evaluates JSONata expressions over JSON, one after the other in a process that is started when it is needed and ended when an expression goes too far. */
export class Projector {
  #process: ProjectionProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(private readonly limits: ProjectionLimits = PROJECTION_LIMITS) {}

  /** Rejects with UpstreamError when the expression cannot be read. */
  async check(expression: string): Promise<void> {
    const { longestExpression, mostResultCharacters: mostCharacters } = this.limits;
    if (expression.length > longestExpression) throw new UpstreamError('PROJECTION', `The projection has ${expression.length} characters; ${longestExpression} are the most. Nothing was sent.`);
    const answer = await this.#ask({ expression, mostCharacters });
    if (answer.kind !== 'value') throw new UpstreamError('PROJECTION', `The projection ${shown(expression)} is not a JSONata expression: ${answer.message}. Nothing was sent.`);
  }

  /** The result as JSON; `null` when the expression finds nothing. Rejects with UpstreamError that says why there is none. */
  async evaluate(expression: string, json: string): Promise<string> {
    const answer = await this.#ask({ expression, json, mostCharacters: this.limits.mostResultCharacters });
    if (answer.kind !== 'value') throw new UpstreamError('PROJECTION', `The expression ${shown(expression)} failed over the answer: ${answer.message}. The call was made.`);
    return answer.json;
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#process?.end();
  }

  async #ask(question: ProjectionQuestion): Promise<ProjectionAnswer> {
    if (this.#waiting >= this.limits.mostWaiting) throw new UpstreamError('BUSY', `${this.#waiting} projections are waiting already; try again later.`);
    this.#waiting += 1;
    const turn = this.#last.then(async () => await this.#askProcess(question));
    this.#last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #askProcess(question: ProjectionQuestion): Promise<ProjectionAnswer> {
    clearTimeout(this.#idle);
    const { timeMs, idleMs } = this.limits;
    const wasRunning = this.#process?.isOver === false;
    let answer = await (await this.#running()).ask(question, timeMs);
    // What ended it may have been the expression before: for want of memory a process can go a moment after its answer.
    if (answer === 'ended' && wasRunning) answer = await (await this.#running()).ask(question, timeMs);
    this.#idle = setTimeout(() => this.#process?.end(), idleMs).unref();
    if (answer === 'late') return { kind: 'failed', message: `it took longer than ${timeMs} ms` };
    if (answer === 'ended') return { kind: 'failed', message: 'the process that evaluates it ended, most likely for want of memory' };
    return answer;
  }

  /** The process, or a new one when it is over. That it can answer at all is not held against an expression. */
  async #running(): Promise<ProjectionProcess> {
    if (this.#process?.isOver === false) return this.#process;
    const { startMs, mostResultCharacters: mostCharacters } = this.limits;
    const started = (this.#process = new ProjectionProcess());
    await started.ask({ expression: '1', mostCharacters }, startMs);
    return started;
  }
}

function shown(expression: string): string {
  return JSON.stringify(expression.length > 200 ? `${expression.slice(0, 199)}…` : expression);
}
