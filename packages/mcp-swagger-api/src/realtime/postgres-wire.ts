import { createAdapter } from '@socket.io/postgres-adapter';
import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import type { OpenWire } from './node-link.js';

/** PostgreSQL carries less than 8000 bytes in a notification; what is larger goes by a table. */
const MOST_NOTIFIED_BYTES = 7_900;

/** What is told to browsers goes to the other nodes over their database. */
export function postgresWire(pool: Pool): OpenWire {
  const logger = new Logger('Realtime');
  const errorHandler = (error: Error): void => logger.debug(`Browsers of other nodes were not told: ${error.message}`);
  return createAdapter(pool, { tableName: 'socket_attachments', channelPrefix: 'mcp_swagger_sockets', payloadThreshold: MOST_NOTIFIED_BYTES, errorHandler }) as unknown as OpenWire;
}
