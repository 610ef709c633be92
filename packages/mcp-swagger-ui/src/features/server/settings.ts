import type { CreateServer, Server } from '../../lib/api';

/** What the form and the JSON edit; secrets are not in it, for the API does not tell them. */
export type Settings = Pick<
  Server,
  'name' | 'description' | 'tags' | 'transport' | 'port' | 'endpoint' | 'baseUrl' | 'autoStart' | 'filters' | 'restartPolicy' | 'limits' | 'toolMode' | 'toolBudget' | 'outputSchemas' | 'serverVariables' | 'credentialOrigins' | 'deepObjectLists' | 'redirects' | 'confined' | 'upstreamProbe' | 'nodeLabels' | 'replicas' | 'processPer' | 'command'
>;

const FIELDS = [
  'name',
  'description',
  'tags',
  'transport',
  'port',
  'endpoint',
  'baseUrl',
  'autoStart',
  'filters',
  'restartPolicy',
  'limits',
  'toolMode',
  'toolBudget',
  'outputSchemas',
  'serverVariables',
  'credentialOrigins',
  'deepObjectLists',
  'redirects',
  'confined',
  'upstreamProbe',
  'nodeLabels',
  'replicas',
  'processPer',
  'command',
] as const satisfies readonly (keyof Settings)[];

/** What a server that is a command has. */
const OF_COMMANDS: ReadonlySet<keyof Settings> = new Set(['name', 'description', 'tags', 'autoStart', 'restartPolicy', 'limits', 'nodeLabels', 'processPer', 'command'] as const);

/** The settings of a server; what is at its default is absent, and so is what its kind does not have. */
export function settingsOf(server: Server): Settings {
  const isOfKind = (field: keyof Settings) => (server.kind === 'command' ? OF_COMMANDS.has(field) : field !== 'command' && (field !== 'processPer' || server.transport === 'stdio'));
  return Object.fromEntries(FIELDS.filter((field) => server[field] !== undefined && isOfKind(field)).map((field) => [field, server[field]])) as unknown as Settings;
}

/** Only what differs, as PATCH takes it. */
export function changesOf(before: Settings, after: Settings): Partial<CreateServer> {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Settings)[];
  return Object.fromEntries(keys.filter((key) => canonical(before[key]) !== canonical(after[key])).map((key) => [key, after[key]]));
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  ) ?? 'undefined';
}

/** What is wrong with JSON that is a list, a number or a text. */
export const NO_OBJECT = 'not an object';

/** The settings that a text of JSON holds, or what the parser says of it: NO_OBJECT where it is JSON of another kind. */
export function parseSettings(text: string): { settings: Settings } | { error: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { error: NO_OBJECT };
    return { settings: value as Settings };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Lines of a text that are not empty. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
