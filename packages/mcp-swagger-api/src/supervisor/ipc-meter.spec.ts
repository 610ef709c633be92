import { expect, it } from '@jest/globals';
import { IpcMeter, sumOfIpc } from './ipc-meter.js';

function meterAt() {
  const time = { epochMs: 1_760_000_000_000, monotonicMs: 0 };
  const meter = new IpcMeter(() => time);
  const pass = (ms: number) => {
    time.epochMs += ms;
    time.monotonicMs += ms;
  };
  return { meter, time, pass };
}

it('counts messages, bytes and how long they were on their way', () => {
  const { meter, time } = meterAt();
  meter.bytes(300);
  meter.handled(time.epochMs - 2);
  meter.handled(time.epochMs - 6);
  expect(meter.view()).toMatchObject({ messagesReceived: 2, bytesReceived: 300, averageLatency: 4, maxLatency: 6, errorCount: 0, errorRate: 0 });
});

it('tells the rate of the last ten whole seconds, and that it falls when nothing comes', () => {
  const { meter, time, pass } = meterAt();
  for (let second = 0; second < 20; second += 1) {
    for (let message = 0; message < 5; message += 1) meter.handled(time.epochMs);
    pass(1_000);
  }
  expect(meter.view().messagesPerSecond).toBe(5);
  pass(5_000);
  expect(meter.view().messagesPerSecond).toBe(2.5);
  pass(60_000);
  expect(meter.view().messagesPerSecond).toBe(0);
});

it('counts errors by kind, and their share of all that came', () => {
  const { meter, time } = meterAt();
  meter.invalid('json');
  meter.invalid('overlong');
  meter.invalid('json');
  meter.handled(time.epochMs);
  expect(meter.view()).toMatchObject({ errorCount: 3, errorRate: 0.75, parseErrors: { json: 2, version: 0, type: 0, shape: 0, overlong: 1 } });
});

it('adds up what several processes dropped, each of which counts from its start', () => {
  const { meter } = meterAt();
  meter.queue({ dropped: 3, queued: 7 });
  meter.queue({ dropped: 5, queued: 9 });
  meter.processEnded();
  meter.queue({ dropped: 1 });
  meter.gap(4);
  expect(meter.view()).toMatchObject({ dropped: 6, queueDepth: 0, gaps: 1, lost: 4 });
});

it('begins anew after a reset, and does not count again what a process had dropped before', () => {
  const { meter, time } = meterAt();
  meter.queue({ dropped: 5, queued: 2 });
  meter.handled(time.epochMs);
  meter.invalid('shape');
  meter.reset();
  expect(meter.view()).toMatchObject({ messagesReceived: 0, errorCount: 0, dropped: 0, queueDepth: 2 });
  meter.queue({ dropped: 6, queued: 0 });
  expect(meter.view().dropped).toBe(1);
});

it('sums up several meters, latency by its messages', () => {
  const [a, b] = [meterAt(), meterAt()];
  for (let index = 0; index < 3; index += 1) a.meter.handled(a.time.epochMs - 2);
  b.meter.handled(b.time.epochMs - 10);
  b.meter.invalid('type');
  expect(sumOfIpc([a.meter.view(), b.meter.view()])).toMatchObject({ messagesReceived: 4, averageLatency: 4, maxLatency: 10, errorCount: 1, errorRate: 0.2, parseErrors: { type: 1 } });
  expect(sumOfIpc([])).toMatchObject({ messagesReceived: 0, averageLatency: 0, maxLatency: 0, errorRate: 0 });
});
