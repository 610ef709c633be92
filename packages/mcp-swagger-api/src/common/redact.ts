import { redactor } from 'mcp-swagger-ipc';

/** What the installation itself knows, rather than one of its servers. */
export const OWN_SECRETS = '';

/** After a change of its secrets a process may still say the old ones. */
const GENERATIONS = 3;

/** By owner: a server's id, or OWN_SECRETS. One for the process, for its log begins before anything else and ends last. */
const known = new Map<string, { generations: (readonly string[])[]; hide: (text: string) => string }>();
const shapesOnly = redactor([]);

/** From now on these are hidden wherever text leaves the API. What an owner had before is hidden as well. */
export function learnSecrets(owner: string, secrets: readonly string[]): void {
  const before = known.get(owner)?.generations ?? [];
  if (before[0]?.join('\n') === secrets.join('\n')) return;
  const generations = [secrets, ...before].slice(0, GENERATIONS);
  known.set(owner, { generations, hide: redactor(generations.flat()) });
}

export function forgetSecrets(owner: string): void {
  known.delete(owner);
}

/** The same of lines that came together. One look over all of them tells whether there is anything to hide, and mostly there is not. */
export function redactLines(lines: readonly string[], owner?: string): readonly string[] {
  const all = lines.join('\n');
  return redact(all, owner) === all ? lines : lines.map((line) => redact(line, owner));
}

/**
 * Text as it may leave the API: in logs, errors, events and files. Hides what is known to be secret and what looks like it. With `owner` of
 * the servers' secrets only those of that one, for a process that says much.
 */
export function redact(text: string, owner?: string): string {
  const knowing = owner === undefined ? [...known.values()] : [known.get(OWN_SECRETS), known.get(owner)];
  return shapesOnly(knowing.reduce((hidden, secrets) => secrets?.hide(hidden) ?? hidden, text));
}
