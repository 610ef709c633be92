import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { z } from 'zod';
import { AppError } from '../common/app-error.js';
import { Environment } from '../config/environment.js';
import { SettingEntity } from '../database/entities/setting.entity.js';
import { ServersService } from '../servers/servers.service.js';
import { listenOnLoopback, teaHouse } from './tea-house.js';
import { teaHouseDocument } from './tea-house-document.js';
import { messageOf } from '../common/error-facts.js';

const KEY = 'sample';
const NAME = 'tea-house';

/** The sample that was offered: the server made for it, and the port that its API had last. */
const settingSchema = z.object({ serverId: z.string(), port: z.number() });

/** Offers one sample server on the first start, and its API for as long as that server is kept. */
@Injectable()
export class SampleService implements OnApplicationShutdown {
  private readonly logger = new Logger(SampleService.name);
  #api: Server | undefined;

  constructor(
    @InjectRepository(SettingEntity) private readonly settings: Repository<SettingEntity>,
    private readonly servers: ServersService,
    private readonly environment: Environment,
  ) {}

  /** Before the servers are started. A sample that cannot be offered is no reason not to start. */
  async offer(): Promise<void> {
    if (!this.environment.variables.SAMPLE_SERVER) return;
    try {
      const known = settingSchema.safeParse((await this.settings.findOneBy({ key: KEY }))?.value);
      await (known.success ? this.#continue(known.data) : this.#begin());
    } catch (error) {
      this.logger.warn(`The sample server is not available: ${messageOf(error)}`);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.#api?.closeAllConnections();
    await new Promise<void>((resolve) => (this.#api === undefined ? resolve() : this.#api.close(() => resolve())));
  }

  async #begin(): Promise<void> {
    if ((await this.servers.list()).length > 0) return;
    const port = await this.#listen(0);
    const { id } = await this.servers.create({
      name: NAME,
      description: 'The sample: a tea shop on this machine. Delete it whenever you like.',
      openapiData: teaHouseDocument,
      baseUrl: baseUrl(port),
      autoStart: true,
    }, true);
    await this.settings.save({ key: KEY, value: { serverId: id, port } });
  }

  async #continue({ serverId, port }: z.infer<typeof settingSchema>): Promise<void> {
    const isKept = await this.servers.get(serverId).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AppError) return false;
        throw error;
      },
    );
    if (!isKept) return;
    const actualPort = await this.#listen(port);
    if (actualPort === port) return;
    await this.servers.update(serverId, { baseUrl: baseUrl(actualPort) }, true);
    await this.settings.save({ key: KEY, value: { serverId, port: actualPort } });
  }

  async #listen(port: number): Promise<number> {
    this.#api = await listenOnLoopback(teaHouse(), port);
    return (this.#api.address() as AddressInfo).port;
  }
}

function baseUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}
