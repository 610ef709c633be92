import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { AlertView } from 'mcp-swagger-ipc';
import { SecretBox } from '../common/secret-box.js';
import { readEnvironment } from '../config/environment.js';
import { AlertMessageEntity } from '../database/entities/alert-message.entity.js';
import { kindsOfDatabase, type TestDatabase } from '../database/testing/open-databases.js';
import { WriteQueue } from '../database/write-queue/index.js';
import { type Message, newMessage } from './notify/message.js';
import { Outbox } from './outbox.js';

Logger.overrideLogger(false);

const SECRET = 'a-secret-for-the-webhook';
const alert = { id: 'a', ruleName: 'late', serverName: '茶馆', state: 'raised' } as AlertView;
const message = (): Message => newMessage(alert, { channel: 'webhook', url: 'http://127.0.0.1:1/', secret: SECRET, isTrusted: true });

describe.each(kindsOfDatabase)('Messages that have not arrived, on %s', (_, openDatabase) => {
  let database: TestDatabase;
  let dataDir: string;
  beforeAll(async () => {
    [database, dataDir] = [await openDatabase(), await mkdtemp(join(tmpdir(), 'mcp-swagger-outbox-'))];
  });
  afterAll(async () => {
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const node = (env: Record<string, string> = {}) => {
    const queue = new WriteQueue(database.source, readEnvironment(env));
    const outbox = new Outbox(database.source.getRepository(AlertMessageEntity), new SecretBox(readEnvironment({ DATA_DIR: dataDir, ...env })), queue);
    return { outbox, queue };
  };
  const ids = (messages: Message[]) => messages.map(({ id }) => id);

  it('stay with the node that has them, are taken by one other when it is gone, and are forgotten when they have arrived', async () => {
    const [gone, one, other] = [node(), node(), node()];
    const [held, left] = [message(), message()];
    gone.outbox.keep(held);
    // As a node that was killed leaves it: long overdue.
    gone.outbox.keep(Object.assign(left, { attempts: 2, dueAt: Date.now() - 600_000 }));
    await gone.queue.flush();
    expect(JSON.stringify(await database.source.query('SELECT * FROM "alert_messages"'))).not.toContain(SECRET);
    const [first, second] = await Promise.all([one.outbox.take([], 10), other.outbox.take([], 10)]);
    expect([...first, ...second]).toEqual([left]);
    expect(await one.outbox.take([], 10)).toEqual([]);
    gone.outbox.release(held);
    await gone.queue.flush();
    expect(ids(await one.outbox.take([held.id], 10))).toEqual([]);
    expect(ids(await one.outbox.take([], 0))).toEqual([]);
    expect(ids(await one.outbox.take([], 10))).toEqual([held.id]);
    one.outbox.settle(held);
    one.outbox.settle(left);
    await one.queue.flush();
    expect(await database.source.getRepository(AlertMessageEntity).count()).toBe(0);
  });

  it('are given up when their key is another one now', async () => {
    const before = node();
    before.outbox.release(message());
    await before.queue.flush();
    const after = node({ ENCRYPTION_KEY: 'ab'.repeat(32) });
    expect(await after.outbox.take([], 10)).toEqual([]);
    await after.queue.flush();
    expect(await database.source.getRepository(AlertMessageEntity).count()).toBe(0);
  });
});
