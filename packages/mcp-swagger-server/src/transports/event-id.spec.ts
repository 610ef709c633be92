import { expect, it } from '@jest/globals';
import { eventId, eventPlace } from './event-id.js';

it('reads what it wrote', () => {
  expect(eventPlace(eventId({ stream: 12, number: 0 }))).toEqual({ stream: 12, number: 0 });
});

it.each(['', '1', '-1', '1-', '1-2-3', 'a-b', ' 1-2', '1-2\n', '1.5-2', '1e3-4', '9999999999999999-1'])('takes %j for no id of ours', (id) => {
  expect(eventPlace(id)).toBeUndefined();
});
