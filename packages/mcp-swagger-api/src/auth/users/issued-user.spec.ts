import { describe, expect, it } from '@jest/globals';
import { issuedName } from './issued-user.js';
import { createUserSchema } from './user.schemas.js';

describe('The name of somebody whom an issuer vouches for', () => {
  it.each([
    ['Ann@Example.com', 'ann@example.com'],
    ['Ann Married', 'ann.married'],
    ['  王芳 ', '王芳'],
    ['<script>', 'script'],
    ['a\r\nb', 'a.b'],
    ['***', 'somebody'],
    ['x'.repeat(500), 'x'.repeat(80)],
  ])('of %j is %s, which users may have', (told, name) => {
    expect(issuedName(told)).toBe(name);
    expect(createUserSchema.shape.name.safeParse(name).success).toBe(true);
  });
});
