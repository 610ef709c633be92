import { readFileSync } from 'node:fs';

/** The golden lines that both ends of the contract are tested against. */
export function readCorpus(name: 'good' | 'old' | 'bad'): string[] {
  return readFileSync(new URL(`../../corpus/${name}.ndjson`, import.meta.url), 'utf8').split('\n').filter((line) => line !== '');
}
