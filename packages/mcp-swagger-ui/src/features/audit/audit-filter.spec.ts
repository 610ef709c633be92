import { expect, it } from '@jest/globals';
import { everything, toQuery } from './audit-filter';

it('asks for nothing in particular when nothing is filled in', () => {
  expect(toQuery({ ...everything, actor: '  ' })).toEqual({});
});

it('asks with trimmed words and with instants', () => {
  const from = '2026-11-21T10:00';
  expect(toQuery({ ...everything, actor: ' ada ', from })).toEqual({ actor: 'ada', from: new Date(from).toISOString() });
});
