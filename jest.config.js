import { availableParallelism } from 'node:os';

// Unit tests (*.spec.ts) and end-to-end tests (*.e2e.ts) of every package; workspace imports resolve to `dist`: build first.
export default {
  testMatch: ['<rootDir>/packages/*/src/**/*.{spec,e2e}.ts', '<rootDir>/tests/**/*.{spec,e2e}.ts', '<rootDir>/conformance/*.spec.js'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['/dist/'],
  setupFiles: ['reflect-metadata'],
  // No test measures how fast the machine is: this is only for those that hang.
  testTimeout: 240_000,
  // Most tests wait for processes, sockets and databases: with one worker for each core, cores would be idle.
  maxWorkers: availableParallelism() + 1,
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
      },
    ],
  },
};
