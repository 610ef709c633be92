import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
}

interface Sbom {
  bomFormat: string;
  specVersion: string;
  components: { name: string; version: string; purl: string; licenses: { license: { name: string } }[] }[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = (folder: string) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
const manifests = ['.', ...readdirSync(join(root, 'packages')).map((name) => join('packages', name))].map(manifest);
const direct = manifests.flatMap(({ dependencies = {} }) => Object.entries(dependencies)).filter(([, version]) => !version.startsWith('workspace:'));

describe('npm run sbom', () => {
  it('lists all that is installed, in CycloneDX, with its version and licence', () => {
    const sbom = JSON.parse(execFileSync(process.execPath, [join(root, 'scripts/sbom.js')], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })) as Sbom;
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    const listed = new Map(sbom.components.map(({ name, version, purl }) => [`${name}@${version}`, purl]));
    expect(direct.length).toBeGreaterThan(30);
    expect(direct.map(([name, version]) => `${name}@${version}`).filter((wanted) => !listed.has(wanted))).toEqual([]);
    // What they bring along, too.
    expect(sbom.components.length).toBeGreaterThan(direct.length * 2);
    expect(sbom.components.filter(({ licenses }) => !licenses[0]?.license.name)).toEqual([]);
    expect(listed.get('@nestjs/core@' + (direct.find(([name]) => name === '@nestjs/core')?.[1] ?? ''))).toMatch(/^pkg:npm\/%40nestjs\/core@/);
  });
});
