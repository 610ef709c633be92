import { BadRequestException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { AppError } from './app-error.js';
import { toProblem } from './problem.filter.js';

describe('toProblem', () => {
  it('shows an error that a caller can act on, with its own fields', () => {
    expect(toProblem(new AppError(422, 'DOCUMENT_SYNTAX', 'Line 3 is wrong.', { line: 3 }), '/api/documents')).toEqual({
      type: 'urn:mcp-swagger:problem:DOCUMENT_SYNTAX',
      title: 'Unprocessable Content',
      status: 422,
      detail: 'Line 3 is wrong.',
      code: 'DOCUMENT_SYNTAX',
      instance: '/api/documents',
      line: 3,
    });
  });

  it.each<[unknown, number, string, RegExp]>([
    [new NotFoundException('Cannot GET /x'), 404, 'NOT_FOUND', /Cannot GET/],
    [new BadRequestException(['name: missing', 'port: too large']), 400, 'BAD_REQUEST', /name: missing; port: too large/],
    [Object.assign(new Error('request entity too large'), { status: 413 }), 413, 'CONTENT_TOO_LARGE', /larger than/],
  ])('knows %p', (error, status, code, detail) => {
    const problem = toProblem(error, '/x');
    expect(problem).toMatchObject({ status, code });
    expect(problem.detail).toMatch(detail);
  });

  it('shows nothing of what it did not foresee', () => {
    const problem = toProblem(new Error('password=hunter2'), '/x');
    expect(problem).toMatchObject({ status: 500, code: 'INTERNAL_ERROR' });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });
});
