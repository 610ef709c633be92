import { z } from 'zod';

/** What a rule can watch, and how a value of it is told. States are 1 while they hold. */
export const METRICS = {
  failed: { describe: () => 'It has failed and is not started again by itself.' },
  unhealthy: { describe: () => 'It does not answer its health checks.' },
  restarts: { describe: (value: number) => `It ended unexpectedly ${value} times in ten minutes.` },
  errorRate: { describe: (value: number) => `${Math.round(value)}% of its calls in five minutes failed.` },
  p95Ms: { describe: (value: number) => `Of its calls in five minutes, one of twenty took ${Math.round(value)} ms or longer.` },
  memoryBytes: { describe: (value: number) => `It uses ${Math.round(value / 1024 ** 2)} MB of memory.` },
  cpuPercent: { describe: (value: number) => `It uses ${Math.round(value)}% of a core.` },
  connections: { describe: (value: number) => `It has ${value} connections.` },
  ipcGaps: { describe: (value: number) => `Messages of it were lost ${value} times in five minutes.` },
  parseErrors: { describe: (value: number) => `${value} lines of it in five minutes were not understood.` },
} satisfies Record<string, { describe(value: number): string }>;

export type Metric = keyof typeof METRICS;

export const metricSchema = z.enum(Object.keys(METRICS) as [Metric, ...Metric[]]);

/** Those that hold or do not. */
export const STATES: ReadonlySet<Metric> = new Set<Metric>(['failed', 'unhealthy']);
