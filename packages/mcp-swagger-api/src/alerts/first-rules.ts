import type { AlertRuleEntity } from '../database/entities/alert-rule.entity.js';
import type { Metric } from './metric.js';

type FirstRule = Pick<AlertRuleEntity, 'name' | 'severity' | 'operator' | 'threshold' | 'forSeconds' | 'clearForSeconds'> & { metric: Metric };

const rule = (name: string, severity: FirstRule['severity'], metric: Metric, threshold: number, forSeconds = 0, clearForSeconds = 0): FirstRule => ({
  name,
  severity,
  metric,
  operator: 'atLeast',
  threshold,
  forSeconds,
  clearForSeconds,
});

const GIB = 1024 ** 3;

/** What anybody wants to know of; to be changed or deleted as one likes. `errorThreshold`: of lines that are not understood, as for the event that tells of them. */
export const firstRules = (errorThreshold: number): FirstRule[] => [
  rule('A server has failed', 'critical', 'failed', 1),
  rule('A server ends again and again', 'warning', 'restarts', 3, 0, 60),
  rule('A server does not answer', 'warning', 'unhealthy', 1, 30, 30),
  rule('Half of the calls fail', 'warning', 'errorRate', 50, 120, 120),
  rule('Calls are slow', 'warning', 'p95Ms', 10_000, 300, 120),
  rule('A server uses much memory', 'warning', 'memoryBytes', GIB, 300, 60),
  rule('A server keeps a core busy', 'info', 'cpuPercent', 90, 600, 60),
  rule('Messages of a server are lost', 'info', 'ipcGaps', 1),
  rule('A server is not understood', 'warning', 'parseErrors', errorThreshold),
];
