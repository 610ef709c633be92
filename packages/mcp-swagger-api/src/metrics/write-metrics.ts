import { Counter, Gauge, type Registry } from 'prom-client';
import type { WriteQueue } from '../database/write-queue/index.js';

/** How the rows fare that nobody waits for. */
export function registerWrites(registry: Registry, queue: Pick<WriteQueue, 'figures'>): void {
  const registers = [registry];
  const waiting: Gauge = new Gauge({ name: 'database_writes_waiting', help: 'Rows that wait to be written', registers, collect: () => waiting.set(queue.figures.waiting) });
  const present: Gauge = new Gauge({ name: 'database_present', help: '1 while the database takes rows', registers, collect: () => present.set(Number(queue.figures.database === 'present')) });
  const counters = [
    { name: 'database_writes_total', help: 'Rows that were written', read: () => queue.figures.written },
    { name: 'database_writes_lost_total', help: 'Rows that could not wait any longer', read: () => queue.figures.lost },
  ];
  for (const { name, help, read } of counters) {
    const counter: Counter = new Counter({ name, help, registers, collect: () => (counter.reset(), counter.inc(read())) });
  }
}
