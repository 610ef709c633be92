import type { Command } from 'commander';
import { ServerError } from '../server-error.js';

/** With `--managed` everything comes in the configuration. Throws ServerError (USAGE) that names the flags which would have no effect. */
export function assertOnlyManaged(command: Command): void {
  const others = command.options.filter((option) => option.attributeName() !== 'managed' && command.getOptionValueSource(option.attributeName()) === 'cli');
  if (others.length === 0) return;
  throw new ServerError('USAGE', `With --managed the configuration comes on stdin; leave out ${others.map(({ long }) => long).join(', ')}.`);
}
