import { readFileSync } from 'node:fs';

/** The version of this package, the same from `src` and from `dist`. */
export const PRODUCT_VERSION: string = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
