import { constants } from 'node:fs';
import { access, mkdir, realpath } from 'node:fs/promises';
import { codeOf, messageOf } from '../../common/error-facts.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** Makes the data directory if it is missing and gives its path without links. Throws DATA_DIRECTORY_UNUSABLE. */
export async function openDataDirectory(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(dataDir);
  } catch (error) {
    throw new EmbeddedPostgresError('DATA_DIRECTORY_UNUSABLE', `The data directory ${dataDir} cannot be used: ${reason(error)}. Correct that, or set DATA_DIR to another directory.`, error);
  }
}

function reason(error: unknown): string {
  switch (codeOf(error)) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a file is in its place or in that of a parent';
    case 'EACCES':
    case 'EPERM':
      return `this user${process.getuid === undefined ? '' : ` (${process.getuid()})`} may not read and write there`;
    case 'EROFS':
      return 'its file system is read-only';
    case 'ENOSPC':
      return 'its disk is full';
    case undefined:
    default:
      return messageOf(error);
  }
}
