import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { readEnvironment } from '../../config/environment.js';
import { until } from '../../../../../tests/support/until.js';
import { SettingEntity } from '../entities/setting.entity.js';
import { kindsOfDatabase, openSource, type TestDatabase } from '../testing/open-databases.js';
import { findRealPostgres, RealPostgres } from '../testing/real-postgres.js';
import { type Lane, WriteQueue } from './index.js';

Logger.overrideLogger(false);

interface Row {
  key: string;
  value: number;
}

function open(source: DataSource, env: Record<string, string> = {}): { queue: WriteQueue; lane: Lane<Row> } {
  const queue = new WriteQueue(source, readEnvironment(env));
  const lane = queue.lane<Row>({ name: 'settings', write: (manager, rows) => manager.createQueryBuilder().insert().into(SettingEntity).values(rows).orIgnore().execute() });
  return { queue, lane };
}

const storedKeys = async (source: DataSource) => (await source.getRepository(SettingEntity).find({ order: { key: 'ASC' } })).map(({ key }) => key);
const keyOf = (index: number) => `row-${String(index).padStart(5, '0')}`;
const clear = (source: DataSource) => source.getRepository(SettingEntity).createQueryBuilder().delete().execute();

describe.each(kindsOfDatabase)('Writes that nobody waits for, on %s', (_, openDatabase) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.close());
  afterEach(() => clear(database.source));

  it('are written by themselves, in batches', async () => {
    const { queue, lane } = open(database.source);
    for (let index = 0; index < 1_201; index += 1) lane.push({ key: keyOf(index), value: index });
    expect(queue.figures).toMatchObject({ waiting: 1_201, written: 0 });
    await until(() => queue.figures.written === 1_201);
    expect(await storedKeys(database.source)).toHaveLength(1_201);
  });

  it('lose only the rows that the database refuses', async () => {
    const { queue, lane } = open(database.source);
    for (let index = 0; index < 40; index += 1) lane.push({ key: index === 7 || index === 30 ? `\0${index}` : keyOf(index), value: index });
    await queue.flush();
    expect(queue.figures).toMatchObject({ database: 'present', waiting: 0, written: 38, lost: 2, losesRows: true });
    expect(await storedKeys(database.source)).toHaveLength(38);
  });

  it('are there when the API has ended in order', async () => {
    const { queue, lane } = open(database.source);
    lane.push({ key: 'last', value: 1 });
    await queue.beforeApplicationShutdown();
    expect(await storedKeys(database.source)).toEqual(['last']);
  });
});

const programs = findRealPostgres();
const withReal = programs === undefined ? describe.skip : describe;

withReal('A database that goes away (needs a PostgreSQL of the machine)', () => {
  let postgres: RealPostgres;
  let source: DataSource;
  beforeAll(async () => {
    postgres = await RealPostgres.create(programs ?? '');
    source = await openSource({ url: postgres.url });
  });
  afterAll(async () => {
    await source.destroy();
    await postgres.remove();
  });
  afterEach(() => clear(source));

  it.each<['stop' | 'kill']>([['stop'], ['kill']])('by a %s keeps the rows waiting, and gets them all when it is back', async (how) => {
    const { queue, lane } = open(source);
    lane.push({ key: keyOf(0), value: 0 });
    await queue.flush();
    await postgres[how]();
    for (let index = 1; index <= 700; index += 1) lane.push({ key: keyOf(index), value: index });
    await until(() => queue.figures.database === 'away');
    expect(queue.figures).toMatchObject({ waiting: 700, written: 1, lost: 0 });
    await postgres.start();
    await until(() => queue.figures.written === 701);
    expect(queue.figures).toMatchObject({ database: 'present', waiting: 0, lost: 0 });
    expect(await storedKeys(source)).toHaveLength(701);
  });

  it('in the middle of writes delivers or counts every row, once', async () => {
    const { queue, lane } = open(source);
    let pushed = 0;
    const feed = setInterval(() => {
      for (let index = 0; index < 10; index += 1) lane.push({ key: keyOf((pushed += 1)), value: 0 });
    }, 5);
    await until(() => queue.figures.written > 500);
    await postgres.kill();
    await until(() => queue.figures.database === 'away');
    await postgres.start();
    await until(() => queue.figures.database === 'present');
    clearInterval(feed);
    await until(() => queue.figures.waiting === 0);
    const { written, lost } = queue.figures;
    // On a slow machine the bound may be reached.
    expect(written + lost).toBe(pushed);
    expect(await storedKeys(source)).toHaveLength(written);
  });

  it('and stays away fills the queue to its bound, and the rest is counted', async () => {
    const { queue, lane } = open(source, { WRITE_QUEUE_ROWS: '600' });
    await postgres.stop();
    for (let index = 0; index < 1_000; index += 1) lane.push({ key: keyOf(index), value: 0 });
    expect(queue.figures).toMatchObject({ waiting: 600, lost: 400, losesRows: true });
    await postgres.start();
    await queue.flush();
    expect(await storedKeys(source)).toEqual(Array.from({ length: 600 }, (_, index) => keyOf(index)));
  });

  it('without an answer is told from one that writes slowly, and a batch that was written after all is not written twice', async () => {
    const { queue, lane } = open(source);
    await postgres.freeze();
    for (let index = 0; index < 10; index += 1) lane.push({ key: keyOf(index), value: 0 });
    await until(() => queue.figures.database === 'away');
    await postgres.thaw();
    await until(() => queue.figures.written === 10);
    expect(await storedKeys(source)).toHaveLength(10);
  });

  it('for good is not waited for at the end of the API', async () => {
    const { queue, lane } = open(source);
    await postgres.stop();
    lane.push({ key: 'lost', value: 0 });
    await queue.beforeApplicationShutdown();
    expect(queue.figures).toMatchObject({ waiting: 0, lost: 1 });
    await postgres.start();
  });
});
