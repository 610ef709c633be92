import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { invalidBody } from './invalid-body.js';

it('names each field and what is wrong with it', () => {
  const schema = z.strictObject({ name: z.string().min(1), limits: z.object({ retries: z.number().int() }), tags: z.array(z.string()) });
  const { error } = schema.safeParse({ name: '', limits: { retries: 'x' }, tags: ['a', 1], more: true });
  const problem = invalidBody(error?.issues ?? []);
  expect(problem).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  const { errors } = problem.extensions as { errors: { field: string; message: string }[] };
  expect(errors.map(({ field }) => field)).toEqual(['name', 'limits.retries', 'tags.1', '']);
  expect(problem.message).toContain('limits.retries: ');
});

it('tells a bounded number of them', () => {
  const { error } = z.array(z.string()).safeParse(Array.from({ length: 1_000 }, () => 1));
  expect(invalidBody(error?.issues ?? []).extensions['errors']).toHaveLength(50);
});
