import { readFileSync } from 'node:fs';

/** The version of this package. */
export const VERSION = readVersion();

/** The bundle lies one folder deeper than the modules, so the nearest package.json above is looked for. */
function readVersion(): string {
  for (const up of ['..', '../..']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(`${up}/package.json`, import.meta.url), 'utf8')) as { name?: string; version?: string };
      if (name === 'mcp-swagger-server' && version !== undefined) return version;
    } catch {
      // Not there: one folder up.
    }
  }
  return '0.0.0';
}
