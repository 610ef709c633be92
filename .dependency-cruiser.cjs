// The import order of docs/architecture.md: data flows one way, and so do imports.
const api = 'packages/mcp-swagger-api/src';

/** The rooms of the API; a room imports from the rows above its own, and from nothing below or beside it. */
const rows = [
  ['config', 'events', 'common', 'telemetry'],
  ['database', 'supervisor'],
  ['auth'],
  ['nodes', 'history', 'calls'],
  ['documents', 'connections', 'logs', 'audit'],
  ['servers', 'metrics', 'alerts'],
  ['backup', 'realtime', 'gateway', 'health', 'sample', 'system'],
];

const roomRules = rows.flatMap((rooms, row) =>
  rooms.map((room) => {
    const below = rows.slice(row + 1).flat();
    const beside = row === 0 ? [] : rooms.filter((other) => other !== room);
    return {
      name: `api-${room}`,
      comment: `${room} stands in row ${row}: it imports only from the rows above.`,
      severity: 'error',
      from: { path: `^${api}/${room}/` },
      to: { path: `^${api}/((${[...below, ...beside, 'none'].join('|')})/|[^/]+\\.ts$)` },
    };
  }),
);

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: { pathNot: '\\.(spec|e2e)\\.ts$' }, to: { couldNotResolve: true } },
    {
      name: 'what-runs-is-installed',
      comment: 'The image and a server in production hold the dependencies of packages, not those of their development. What is bundled needs neither.',
      severity: 'error',
      from: { path: '^packages/mcp-swagger-(api|ipc|parser|telemetry)/src/', pathNot: '\\.(spec|e2e)\\.ts$|/testing/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ipc-knows-nobody',
      severity: 'error',
      from: { path: '^packages/mcp-swagger-ipc/' },
      to: { path: '^packages/mcp-swagger-(parser|server|api|ui)/' },
    },
    {
      name: 'parser-knows-nobody',
      severity: 'error',
      from: { path: '^packages/mcp-swagger-parser/' },
      to: { path: '^packages/mcp-swagger-(ipc|server|api|ui)/' },
    },
    {
      name: 'server-and-api-are-strangers',
      comment: 'The API spawns the server and imports nothing of it.',
      severity: 'error',
      from: { path: '^packages/mcp-swagger-(server|api)/' },
      to: { path: '^packages/mcp-swagger-(server|api)/', pathNot: '^packages/mcp-swagger-$1/' },
    },
    {
      name: 'ui-knows-the-contract-only',
      severity: 'error',
      from: { path: '^packages/mcp-swagger-ui/' },
      to: { path: '^packages/mcp-swagger-(parser|server|api)/' },
    },
    {
      name: 'one-door-to-child-processes',
      comment: 'Children are spawned in one place; PostgreSQL is the other program that the API runs.',
      severity: 'error',
      from: { path: `^${api}/`, pathNot: `^${api}/(supervisor/spawn-child\\.ts|database/embedded-postgres/|.*\\.(spec|e2e)\\.ts|.*/testing/)` },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'supervisor-is-a-library',
      comment: 'It knows neither HTTP nor the database.',
      severity: 'error',
      from: { path: `^${api}/supervisor/` },
      to: { path: '(^|/)(express|typeorm|socket\\.io|@nestjs/(typeorm|platform-express|websockets|swagger))(/|$)' },
    },
    ...roomRules,
    { name: 'ui-lib', severity: 'error', from: { path: '^packages/mcp-swagger-ui/src/lib/' }, to: { path: '^packages/mcp-swagger-ui/src/(components|features|app)/' } },
    {
      name: 'ui-components',
      severity: 'error',
      from: { path: '^packages/mcp-swagger-ui/src/components/' },
      to: { path: '^packages/mcp-swagger-ui/src/(features|app)/' },
    },
    { name: 'ui-features', severity: 'error', from: { path: '^packages/mcp-swagger-ui/src/features/' }, to: { path: '^packages/mcp-swagger-ui/src/app/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/\\.cache|generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.tests.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'], extensions: ['.ts', '.tsx', '.js', '.json', '.css'] },
  },
};
