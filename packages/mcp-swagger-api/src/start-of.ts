import { identifyProcess, UNKNOWN_START } from './database/embedded-postgres/process-identity.js';

/** When a process started, in the system's own words; undefined when it is gone or the system does not tell. */
export async function startOf(pid: number): Promise<string | undefined> {
  const startedAt = (await identifyProcess(pid))?.startedAt;
  return startedAt === UNKNOWN_START ? undefined : startedAt;
}
