import type { ChildMessage } from 'mcp-swagger-ipc';
import type { Question } from './child-channel.js';
import type { ProcessSpec } from './process-spec.js';

/** What became of a change of a running process. Refused: nothing has changed, and `code` and `message` say why. */
export type ReloadOutcome = { kind: 'reloaded' } | { kind: 'restart-needed' } | { kind: 'refused'; code: string; message: string };

/** What a new specification asks for: another process, another configuration of the same one, or only to be watched differently. */
export function specChange(before: ProcessSpec, after: ProcessSpec): 'process' | 'configuration' | 'policy' {
  const isOther = (['script', 'cwd', 'memoryLimitBytes', 'openFilesLimit', 'confined'] as const).some((field) => before[field] !== after[field]) || JSON.stringify(before.program) !== JSON.stringify(after.program);
  if (isOther) return 'process';
  return comparable(before) === comparable(after) ? 'policy' : 'configuration';
}

/** A running process has its port; which one it would like is for the next. */
function comparable({ configuration }: ProcessSpec): string {
  return JSON.stringify({ ...configuration, preferredPort: undefined });
}

/** Asks a child to serve another configuration. */
export async function askToReload(configuration: ProcessSpec['configuration'], ask: (question: Question) => Promise<ChildMessage>): Promise<ReloadOutcome> {
  try {
    return toReloadOutcome(await ask({ command: 'reload', configuration }));
  } catch {
    // It ended meanwhile, or does not know the command.
    return { kind: 'restart-needed' };
  }
}

/** Reads the child's answer to `reload`. */
function toReloadOutcome(answer: ChildMessage): ReloadOutcome {
  if (answer.type !== 'COMMAND_RESULT') return { kind: 'restart-needed' };
  const { success, code, error } = answer.data;
  if (success) return { kind: 'reloaded' };
  if (code === 'RESTART_NEEDED') return { kind: 'restart-needed' };
  return { kind: 'refused', code: code ?? 'RELOAD_REFUSED', message: error ?? 'The process refused the change and did not say why.' };
}
