import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BodyEncoding, FieldBinding } from 'mcp-swagger-parser';
import { encodeBody } from '../request/encode-body.js';
import { readMultipart } from './read-multipart.js';
import type { ReadPart } from './read-multipart.js';
import { asRead, name, RUNS, scalar, text } from './arbitraries.js';

const send = async (value: Record<string, unknown>, fields: Record<string, FieldBinding> = {}): Promise<ReadPart[]> => {
  const encoding: BodyEncoding = { mediaType: 'multipart/form-data', kind: 'multipart', fields };
  const { body, contentType } = encodeBody(value, encoding, { argument: 'body', deepObjectLists: 'repeat' });
  return await readMultipart(contentType, body);
};

/** A reader takes a backslash in a quoted text for an escape, a browser writes it as it is; servers differ, so it is not tested here. */
const quotable = (value: string): boolean => value !== '' && !/[\\]/.test(value);
const escaped = (value: string): string => value.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');

const RUNS_OF_STREAMS = { ...RUNS, numRuns: 500 };

describe('multipart bodies', () => {
  it('are read back by busboy: a field for each property and each item of a list', async () => {
    const value = fc.dictionary(name, fc.oneof(scalar, fc.array(scalar, { maxLength: 4 })), { maxKeys: 5, noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(value, async (object) => {
        const expected = Object.entries(object).flatMap(([key, part]) => (Array.isArray(part) ? part : [part]).map((one) => [key, asRead(one)]));
        expect((await send(object)).map((part) => [part.name, part.value])).toEqual(expected);
      }),
      RUNS_OF_STREAMS,
    );
  });

  it('carry any bytes, with their type and any file name', async () => {
    const file = fc.record({ bytes: fc.uint8Array({ maxLength: 200 }), filename: text.filter(quotable), mimeType: fc.constantFrom('image/png', 'application/pdf', 'application/x-any') });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), async (files) => {
        const value = files.map(({ bytes, filename, mimeType }) => ({ data: Buffer.from(bytes).toString('base64'), filename, mimeType }));
        const parts = await send({ upload: value }, { upload: { isFile: true } });
        expect(parts).toEqual(files.map(({ bytes, filename, mimeType }) => ({ name: 'upload', value: Buffer.from(bytes).toString('base64'), filename: escaped(filename), mimeType })));
      }),
      RUNS_OF_STREAMS,
    );
  });

  it('carry objects, and lists in lists, as JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.dictionary(text, scalar, { noNullPrototype: true }), fc.array(fc.integer())), { minLength: 1, maxLength: 3 }), async (items) => {
        const digits = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? Number(member) : member)));
        const parts = await send({ items });
        expect(parts.map((part) => [part.mimeType, JSON.parse(part.value) as unknown])).toEqual(items.map((item) => ['application/json', digits(item)]));
      }),
      RUNS_OF_STREAMS,
    );
  });
});
