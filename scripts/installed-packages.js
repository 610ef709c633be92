import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every package below node_modules/.pnpm, once for each version: name, version and licence as it says itself. */
export function installedPackages(root) {
  const store = join(root, 'node_modules', '.pnpm');
  const found = new Map();
  for (const entry of readdirSync(store)) {
    const modules = join(store, entry, 'node_modules');
    if (!existsSync(modules)) continue;
    for (const name of namesIn(modules)) {
      const file = join(modules, name, 'package.json');
      // Neighbours are links to folders of their own; only the package itself lies in its own entry.
      if (!entry.startsWith(name.replace('/', '+') + '@') || !existsSync(file)) continue;
      const { version, license, licenses } = JSON.parse(readFileSync(file, 'utf8'));
      found.set(`${name}@${version}`, { name, version, licence: textOf(license ?? licenses) });
    }
  }
  return [...found.values()].toSorted((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1));
}

function namesIn(modules) {
  return readdirSync(modules).flatMap((name) => (name.startsWith('@') ? readdirSync(join(modules, name)).map((part) => `${name}/${part}`) : [name]));
}

function textOf(licence) {
  if (Array.isArray(licence)) return licence.map(textOf).join(' OR ');
  return typeof licence === 'object' && licence !== null ? String(licence.type) : String(licence ?? 'none');
}
