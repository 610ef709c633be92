import { fileURLToPath } from 'node:url';
import { installedPackages } from './installed-packages.js';

/** Licences that go with MIT, and are not passed on to whoever uses the product. */
const PERMISSIVE = new Set(['MIT', 'MIT-0', 'ISC', 'Apache-2.0', 'BSD', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'CC0-1.0', 'CC-BY-3.0', 'CC-BY-4.0', 'Python-2.0', 'PostgreSQL', 'Unlicense', 'WTFPL', 'Zlib']);

/** Used to build or test only, or unchanged and apart; each with its reason. */
const EXPLAINED = new Map([
  ['lightningcss', 'MPL-2.0: the build of the dashboard uses it, nothing of it is shipped'],
  ['axe-core', 'MPL-2.0: tests only'],
]);

const packages = installedPackages(fileURLToPath(new URL('..', import.meta.url)));
const isPermissive = (licence) => licence.replaceAll(/[()]/g, '').split(' OR ').some((choice) => choice.split(' AND ').every((part) => PERMISSIVE.has(part.trim())));
const isExplained = (name) => [...EXPLAINED.keys()].some((known) => name === known || name.startsWith(`${known}-`));
const odd = packages.filter(({ name, licence }) => !isPermissive(licence) && !isExplained(name));
for (const { name, version, licence } of odd) process.stdout.write(`${name}@${version}: ${licence}\n`);
process.stdout.write(`${packages.length} packages, ${odd.length} with a licence that is neither permissive nor explained.\n`);
if (odd.length > 0) process.exitCode = 1;
