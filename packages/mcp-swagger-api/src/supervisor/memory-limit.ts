import { sayReason } from 'mcp-swagger-ipc';
import type { ProcessSpec } from './process-spec.js';
import type { ResourceSample } from './resource-sampler.js';

/** Why a process that holds so much has to end, or undefined when it may go on. */
export function beyondMemoryLimit({ memoryLimitBytes }: Pick<ProcessSpec, 'memoryLimitBytes'>, { rssBytes }: Pick<ResourceSample, 'rssBytes'>): string | undefined {
  return memoryLimitBytes === undefined || rssBytes <= memoryLimitBytes ? undefined : sayReason('MEMORY', { rssBytes, mostBytes: memoryLimitBytes });
}
