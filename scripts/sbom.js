import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installedPackages } from './installed-packages.js';

/** Prints what is installed as a CycloneDX 1.6 list. */
const root = fileURLToPath(new URL('..', import.meta.url));
const { name, version, license } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
const components = installedPackages(root).map((part) => ({
  type: 'library',
  'bom-ref': purlOf(part),
  name: part.name,
  version: part.version,
  purl: purlOf(part),
  licenses: [{ license: { name: part.licence } }],
}));
const list = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { timestamp: new Date().toISOString(), component: { type: 'application', name, version, licenses: [{ license: { id: license } }] } },
  components,
};
process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);

/** A package URL; the @ of a scope is encoded. */
function purlOf({ name, version }) {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}
