import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { CallEnd } from './call-end.js';

it('tells its listeners once, with the first reason', () => {
  const end = new CallEnd();
  const told: unknown[] = [];
  end.addEventListener('abort', () => told.push(end.reason));
  end.addEventListener('abort', { handleEvent: () => told.push('object') });
  end.abort('first');
  end.abort('second');
  expect(told).toEqual(['first', 'object']);
  expect([end.aborted, end.reason]).toEqual([true, 'first']);
});

it('forgets who does not want to hear of it any more', () => {
  const end = new CallEnd();
  let told = 0;
  const listener = (): void => void (told += 1);
  end.addEventListener('abort', listener);
  end.removeEventListener('abort', listener);
  end.abort(new Error('over'));
  expect(told).toBe(0);
});

it('throws its reason when it has come, and only then', () => {
  const end = new CallEnd();
  end.throwIfAborted();
  end.abort(new Error('over'));
  expect(() => end.throwIfAborted()).toThrow('over');
});

it('ends what waits in Node, as an AbortSignal does', async () => {
  const end = new CallEnd();
  const waiting = wait(60_000, undefined, { signal: end });
  end.abort(new Error('over'));
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});
