import type { CreateServer } from '../../../lib/api';

/** What was typed of a server that is a command. */
export interface CommandInput {
  name: string;
  program: string;
  /** One a line. */
  args: string;
  cwd: string;
  /** NAME=value, one a line. */
  environment: string;
  processPer: 'session' | 'server';
  autoStart: boolean;
}

export const noCommand: CommandInput = { name: '', program: '', args: '', cwd: '', environment: '', processPer: 'session', autoStart: true };

/** The command as the API takes it. Spaces within a line belong to the argument. */
export function toCommandServer({ name, program, args, cwd, environment, processPer, autoStart }: CommandInput): CreateServer {
  const variables = variablesOf(environment);
  return {
    name: name.trim(),
    autoStart,
    processPer,
    command: { program: program.trim(), args: args.split('\n').filter((arg) => arg !== ''), ...(cwd.trim() === '' ? {} : { cwd: cwd.trim() }) },
    ...(Object.keys(variables).length === 0 ? {} : { environment: variables }),
  };
}

function variablesOf(text: string): Record<string, string> {
  const pairs = text.split('\n').flatMap((line) => {
    const at = line.indexOf('=');
    return at < 1 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1)] as const];
  });
  return Object.fromEntries(pairs);
}
