import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { PRODUCT_VERSION } from '../common/product-version.js';
import { NodeEntity } from './entities/node.entity.js';

const HEARTBEAT_MS = 10_000;
const GOODBYE_MS = 1_000;
/** A node that has said nothing for so long will not say anything any more. */
const FORGOTTEN_AFTER = '1 hour';

/** This run of the API among those on the same database. */
@Injectable()
export class NodeRecord implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly id = randomUUID();
  #timer: NodeJS.Timeout | undefined;

  constructor(@InjectRepository(NodeEntity) private readonly nodes: Repository<NodeEntity>) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.#beat();
    this.#timer = setInterval(() => void this.#beat().catch(() => {}), HEARTBEAT_MS);
    this.#timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    const goodbye = this.nodes.delete({ id: this.id }).catch(() => {});
    // Without it the row is forgotten in time, too.
    await Promise.race([goodbye, delay(GOODBYE_MS, undefined, { ref: false })]);
  }

  /** Those that are there, the oldest first. */
  list(): Promise<NodeEntity[]> {
    return this.nodes.find({ order: { startedAt: 'ASC' }, take: 1_000 });
  }

  /** Enters it again if another node took it for gone. A heartbeat that fails is followed by the next one. */
  async #beat(): Promise<void> {
    await this.nodes.query(
      `INSERT INTO "nodes" ("id", "host", "pid", "version") VALUES ($1, $2, $3, $4) ON CONFLICT ("id") DO UPDATE SET "heartbeat_at" = now()`,
      [this.id, hostname(), process.pid, PRODUCT_VERSION],
    );
    await this.nodes.query(`DELETE FROM "nodes" WHERE "heartbeat_at" < now() - $1::interval`, [FORGOTTEN_AFTER]);
  }
}
