import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProjectionAnswer, ProjectionQuestion } from './projection-messages.js';

// Run from its sources, as in tests, it takes what was built: Node itself reads no TypeScript.
const SCRIPT = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../../dist/upstream/projection/projection-child.js' : './projection-child.js', import.meta.url));

/** The process that evaluates expressions: asked one question at a time, it answers or is ended. It does not keep us alive, and goes when we go. */
export class ProjectionProcess {
  readonly #child: ChildProcess;
  #isOver = false;

  constructor() {
    // It gets no environment and none of our pipes, so it can neither tell nor hold anything.
    this.#child = fork(SCRIPT, [], { execArgv: [], env: {}, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#child.on('error', () => this.end());
    this.#child.on('exit', () => (this.#isOver = true));
    this.#rest();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The answer, or 'late', or 'ended' when the process did; after those two it is over. */
  async ask(question: ProjectionQuestion, timeMs: number): Promise<ProjectionAnswer | 'late' | 'ended'> {
    const child = this.#child;
    if (this.#isOver) return 'ended';
    child.ref();
    child.channel?.ref();
    return await new Promise((resolve) => {
      const done = (outcome: ProjectionAnswer | 'late' | 'ended'): void => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit);
        if (typeof outcome === 'string') this.end();
        this.#rest();
        resolve(outcome);
      };
      const onMessage = (answer: unknown): void => done(answer as ProjectionAnswer);
      const onExit = (): void => done('ended');
      const timer = setTimeout(() => done('late'), timeMs);
      child.on('message', onMessage).on('exit', onExit);
      child.send(question, (error) => {
        if (error !== null) done('ended');
      });
    });
  }

  end(): void {
    this.#isOver = true;
    this.#child.kill('SIGKILL');
  }

  #rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }
}
