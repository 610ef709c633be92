import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { messageOf } from '../common/error-facts.js';
import { ConnectionTotalEntity } from '../database/entities/connection-total.entity.js';
import { ConnectionTotals } from './connection-totals.js';

/** A crash of the API costs the count of so long at most. */
const INTERVAL_MS = 2_000;

/** A server that was deleted meanwhile is passed over, and a total never goes down. */
const KEEP = `
  INSERT INTO "connection_totals" ("server_id", "total")
  SELECT s."id", v."total" FROM unnest($1::uuid[], $2::bigint[]) AS v("id", "total") JOIN "servers" s ON s."id" = v."id"
  ON CONFLICT ("server_id") DO UPDATE SET "total" = GREATEST("connection_totals"."total", EXCLUDED."total")`;

/** Keeps the totals in the database: one row a server, written every two seconds when they changed. */
@Injectable()
export class TotalKeeper implements OnModuleInit, BeforeApplicationShutdown {
  readonly #log = new Logger('Connections');
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isFailing = false;

  constructor(
    private readonly totals: ConnectionTotals,
    @InjectRepository(ConnectionTotalEntity) private readonly kept: Repository<ConnectionTotalEntity>,
  ) {}

  async onModuleInit(): Promise<void> {
    const rows = await this.kept.find();
    this.totals.begin(rows.map(({ serverId, total }) => [serverId, Number(total)]));
    this.#timer = setInterval(() => void this.keep(), INTERVAL_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.keep();
  }

  /** Writes what changed. Never rejects: what cannot be written waits for the next time. */
  keep(): Promise<void> {
    return (this.#writing = this.#writing.then(() => this.#write()));
  }

  async #write(): Promise<void> {
    const changed = this.totals.take();
    if (changed.size === 0) return;
    try {
      await this.kept.query(KEEP, [[...changed.keys()], [...changed.values()]]);
      this.#isFailing = false;
    } catch (error) {
      this.totals.giveBack(changed);
      if (!this.#isFailing) this.#log.warn(`The totals of connections wait for the database: ${messageOf(error)}`);
      this.#isFailing = true;
    }
  }
}
