import { existsSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { keyFiles, promoteNextKey, readOrMakeKey } from '../common/key-file.js';
import type { Environment } from '../config/environment.js';
import { NodeEntity } from '../database/entities/node.entity.js';
import { type ResealReport, resealRows } from './reseal-rows.js';

/** A node that is there says so three times as often. */
const SILENT_AFTER_MS = 30_000;

/** `stored`: the new key is in the file of the data directory; otherwise ENCRYPTION_KEY has to be set to it. */
export interface RotationReport extends ResealReport {
  stored: boolean;
}

/**
 * Seals all secrets with a new key: `newKey` (64 hexadecimal digits), or one that is made. It can be broken off at any point and run again:
 * the new key is on the disk before anything is sealed with it, all is sealed in one transaction, and only then it takes the place of the old
 * one. Throws AppError.
 */
export async function rotateKey(database: DataSource, { dataDir, variables }: Pick<Environment, 'dataDir' | 'variables'>, newKey: string | undefined): Promise<RotationReport> {
  const given = variables.ENCRYPTION_KEY;
  if (given !== undefined && newKey === undefined) throw new AppError(400, 'NEW_KEY_NEEDED', 'The key is ENCRYPTION_KEY, so the new one has to be given as well, as NEW_ENCRYPTION_KEY: 64 hexadecimal digits.');
  if (newKey !== undefined && !/^[0-9a-f]{64}$/i.test(newKey)) throw new AppError(400, 'NEW_KEY_WRONG', 'NEW_ENCRYPTION_KEY: 64 hexadecimal digits (32 bytes) were expected.');
  await refuseRunning(database);
  const { current, next } = keyFiles(dataDir);
  // Not asked of the box, which refuses to begin while a rotation is under way.
  const from = given === undefined ? readOrMakeKey(current) : Buffer.from(given, 'hex');
  if (newKey !== undefined) {
    if (given === undefined && existsSync(next)) throw new AppError(409, 'ROTATION_UNDER_WAY', `A rotation to the key in ${next} was begun and not ended; run the command without NEW_ENCRYPTION_KEY first.`);
    return { ...(await resealRows(database, from, Buffer.from(newKey, 'hex'))), stored: false };
  }
  const report = await resealRows(database, from, readOrMakeKey(next));
  promoteNextKey(dataDir);
  return { ...report, stored: true };
}

/** It would go on with the old key, and seal with it. */
async function refuseRunning(database: DataSource): Promise<void> {
  const nodes: { host: string; pid: number }[] = await database
    .getRepository(NodeEntity)
    .query(`SELECT "host", "pid" FROM "nodes" WHERE "heartbeat_at" > now() - $1::interval`, [`${SILENT_AFTER_MS} milliseconds`]);
  if (nodes.length === 0) return;
  throw new AppError(409, 'API_RUNNING', `An API runs on this database (${nodes.map(({ host, pid }) => `process ${pid} of ${host}`).join(', ')}); stop it first. One that was killed is forgotten after ${SILENT_AFTER_MS / 1_000} s.`);
}
