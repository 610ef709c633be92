import { dirname } from 'node:path';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { ServerError } from '../server-error.js';
import { nearestName } from 'mcp-swagger-parser';
import { environmentWith } from './environment.js';
import { absoluteSource } from './named-source.js';
import { readSettings } from './settings-file.js';

/** Flags whose value is a file, and is looked for beside the file that names it. */
const PATHS = new Set(['openapi', 'overlay', 'env', 'credentials', 'cache']);
const NOT_IN_FILE = new Set(['config', 'managed', 'help', 'version']);

/**
 * Sets the flags of a command that `--config` names and the command line does not: `{"openapi": "api.yaml", "tool-mode": "auto", "header":
 * {"X-Tenant": "a"}}`; camelCase names will do too. Rejects with ServerError (CONFIGURATION), also for a flag that the command does not have.
 */
export async function applyConfigFile(command: Command, environment: NodeJS.ProcessEnv): Promise<void> {
  const given: unknown = command.getOptionValue('config');
  if (typeof given !== 'string') return;
  const path = given;
  const envFile: unknown = command.getOptionValue('env');
  const settings = await readSettings(path, '--config', environmentWith(typeof envFile === 'string' ? envFile : undefined, environment));
  const options = new Map(command.options.filter((option) => !NOT_IN_FILE.has(option.attributeName())).map((option) => [camelCased(option.long ?? ''), option]));
  const switchable = new Set(command.options.filter(({ negate }) => negate).map((option) => option.attributeName()));
  for (const [name, value] of Object.entries(settings)) {
    const option = options.get(camelCased(name));
    if (option === undefined) {
      const near = nearestName(name, [...options.values()].map(({ long }) => (long ?? '').replace(/^--/, '')));
      throw new ServerError('CONFIGURATION', `--config: ${path} sets ${JSON.stringify(name)}, which ${command.name()} does not know${near === undefined ? '' : `; did you mean ${near}?`}`);
    }
    const attribute = option.attributeName();
    if (command.getOptionValueSource(attribute) === 'cli' || value === null) continue;
    // --cache takes a directory, and with --no-cache beside it, it is a switch as well.
    const isSwitched = typeof value === 'boolean' && switchable.has(attribute);
    command.setOptionValueWithSource(attribute, isSwitched ? value !== option.negate : besideFile(read(option, name, value, path), path, attribute), 'config');
  }
}

function read(option: Option, name: string, value: unknown, path: string): unknown {
  const wrong = (expected: string): ServerError => new ServerError('CONFIGURATION', `--config: ${path}: ${name} must be ${expected}.`);
  if (option.isBoolean() || option.negate) {
    if (typeof value !== 'boolean') throw wrong('true or false');
    return value;
  }
  const initial: unknown = option.defaultValue;
  if (typeof initial === 'object' && initial !== null && !Array.isArray(initial)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('an object of names and values');
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, text(item, wrong)]));
  }
  const isList = Array.isArray(initial) || option.attributeName().startsWith('operationFilter');
  if (isList) return (Array.isArray(value) ? value : [value]).map((item) => text(item, wrong));
  const written = text(value, wrong);
  if (option.argChoices !== undefined && !option.argChoices.includes(written)) throw wrong(`one of ${option.argChoices.join(', ')}`);
  try {
    return option.parseArg === undefined ? written : option.parseArg(written, undefined);
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new ServerError('CONFIGURATION', `--config: ${path}: ${name}: ${error.message}`, error);
    throw error;
  }
}

function text(value: unknown, wrong: (expected: string) => ServerError): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw wrong('text, a number, true or false');
}

function besideFile(value: unknown, path: string, attribute: string): unknown {
  if (!PATHS.has(attribute)) return value;
  if (Array.isArray(value)) return value.map((item) => besideFile(item, path, attribute));
  return typeof value === 'string' ? absoluteSource(value, dirname(path)) : value;
}

function camelCased(name: string): string {
  return name.replace(/^--/, '').replaceAll(/-([a-z])/g, (_whole, letter: string) => letter.toUpperCase());
}
