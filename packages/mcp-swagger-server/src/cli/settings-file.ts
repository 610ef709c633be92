import { closeSync, openSync, readSync } from 'node:fs';
import { describeFailure, failureCode } from 'mcp-swagger-parser';
import { ServerError } from '../server-error.js';

const MOST_BYTES = 1024 * 1024;

/**
 * Reads a file of settings, JSON or YAML, with an object at its top. `${NAME}` in a text is the environment variable, so that no secret need
 * stand in the file. Rejects with ServerError (CONFIGURATION) with the file, the place and the remedy; never with a value.
 */
export async function readSettings(path: string, flag: string, environment: NodeJS.ProcessEnv): Promise<Record<string, unknown>> {
  // Most runs read no settings, and the parser takes as long to load as a small document.
  const { parseDocument } = await import('yaml');
  const parsed = parseDocument(readText(path, flag), { logLevel: 'silent' });
  const [error] = parsed.errors;
  // The sentence of the parser quotes the line, which may hold a secret; only its first part is told.
  if (error !== undefined) {
    const at = error.linePos?.[0];
    throw new ServerError('CONFIGURATION', `${flag}: ${path} is neither valid JSON nor YAML${at === undefined ? '' : `, line ${at.line}, column ${at.col}`} (${error.code}).`);
  }
  const value: unknown = parsed.toJS({ maxAliasCount: 100 });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ServerError('CONFIGURATION', `${flag}: ${path} must hold an object, such as {"name": …}.`);
  return filledIn(value, [], path, environment) as Record<string, unknown>;
}

/** The text of a small file. Throws ServerError (CONFIGURATION). */
export function readText(path: string, flag: string): string {
  let bytes: Buffer;
  try {
    bytes = firstBytes(path, MOST_BYTES + 1);
  } catch (error) {
    const reason = failureCode(error) === 'ENOENT' ? 'there is no such file' : describeFailure(error);
    throw new ServerError('CONFIGURATION', `${flag}: ${path} cannot be read: ${reason}.`, error);
  }
  if (bytes.length > MOST_BYTES) throw new ServerError('CONFIGURATION', `${flag}: ${path} is larger than ${MOST_BYTES} bytes.`);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** What a file begins with: one that is no file, such as a device, may have no end. */
function firstBytes(path: string, most: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(most);
    let length = 0;
    for (let read = -1; read !== 0 && length < most; length += read) read = readSync(file, bytes, length, most - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function filledIn(value: unknown, place: string[], path: string, environment: NodeJS.ProcessEnv): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_whole, name: string) => {
      const filled = environment[name];
      if (filled === undefined || filled === '') throw new ServerError('CONFIGURATION', `${path}: ${place.join('.')} names the environment variable ${name}, which is not set.`);
      return filled;
    });
  }
  if (Array.isArray(value)) return value.map((item, index) => filledIn(item, [...place, String(index)], path, environment));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledIn(item, [...place, key], path, environment)]));
}
