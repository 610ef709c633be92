import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { Environment } from '../config/environment.js';
import { OpenConnections } from '../database/open-connections.js';
import type { Query } from './lease-store.js';
import { leaseTerms } from './lease-terms.js';

/** Connections of their own for what nodes owe each other: a renewal must not wait behind a search of logs. None for a node that is alone. */
@Injectable()
export class NodePool implements OnApplicationShutdown {
  /** Of the database that the nodes share; undefined for a node that is alone. */
  readonly url: string | undefined;
  readonly pool: pg.Pool | undefined;

  constructor({ variables }: Environment, connections: OpenConnections) {
    const { NODE_URL, DATABASE_URL, NODE_LEASE_TTL } = variables;
    this.url = NODE_URL === undefined ? undefined : DATABASE_URL;
    if (this.url === undefined) return;
    // A renewal that hangs must leave time for another one.
    const patienceMs = leaseTerms(NODE_LEASE_TTL).renewMs;
    this.pool = new pg.Pool({ connectionString: this.url, max: 4, connectionTimeoutMillis: patienceMs, query_timeout: patienceMs, idleTimeoutMillis: 60_000, keepAlive: true });
    connections.watch(this.pool);
    // Whoever holds a connection hears of its end by what it asks.
    this.pool.on('connect', (client) => client.on('error', () => {}));
    this.pool.on('error', (error) => new Logger('Nodes').debug(`A connection to the database ended: ${error.message}`));
  }

  /** `alone`: asked instead by a node that is alone. */
  query(alone: DataSource): Query {
    const { pool } = this;
    if (pool === undefined) return (sql, parameters) => alone.query(sql, parameters);
    return async (sql, parameters) => (await pool.query<Record<string, unknown>>(sql, parameters)).rows;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.end();
  }
}
