import { describe, expect, it } from '@jest/globals';
import { convertOne } from '../testing/documents.js';

const OBJECT = { type: 'object', properties: { a: { type: 'string' } } };
const OTHER = { type: 'object', properties: { b: { type: 'string' } } };
const LIST = { type: 'array', items: { type: 'object' } };
const TEXT = { type: 'string' };

async function bodyOf(content: Record<string, unknown>): Promise<{ types: string[]; contentType: unknown; body: unknown }> {
  const media = Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, schema === undefined ? {} : { schema }]));
  const tool = await convertOne({ requestBody: { content: media } });
  const { body } = tool.operation;
  const properties = tool.inputSchema['properties'] as Record<string, { enum?: string[] }>;
  return { types: [body, ...(body?.alternatives ?? [])].map((one) => one?.mediaType ?? ''), contentType: properties[body?.contentTypeArgument ?? '']?.enum, body: properties['body'] };
}

describe('the media types of a body', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ['text/json is JSON', { 'text/json': OBJECT, 'application/json': OBJECT }, ['application/json']],
    ['application/*+json is JSON', { 'application/*+json': OBJECT, 'application/json': OBJECT }, ['application/json']],
    ['*/* is the JSON beside it', { '*/*': OTHER, 'application/json': OBJECT }, ['application/json']],
    ['a vendor type with the same schema is JSON', { 'application/vnd.pet.v1+json': OBJECT, 'application/json': OBJECT }, ['application/json']],
    ['a vendor type with another schema is not', { 'application/vnd.pet.v2+json': OTHER, 'application/json': OBJECT }, ['application/json', 'application/vnd.pet.v2+json']],
    ['a charset makes no other type', { 'application/json; charset=utf-8': OBJECT, 'application/json': OBJECT }, ['application/json']],
    ['a version with another schema does', { 'application/json;v=1': OBJECT, 'application/json;v=2': OTHER }, ['application/json;v=1', 'application/json;v=2']],
    ['text/plain of a framework is JSON', { 'application/json': OBJECT, 'text/json': OBJECT, 'text/plain': OBJECT }, ['application/json']],
    ['text/plain for text is text', { 'application/json': TEXT, 'text/plain': TEXT }, ['application/json', 'text/plain']],
    ['json-patch+json of a framework is JSON', { 'application/json-patch+json': OBJECT, 'application/json': OBJECT }, ['application/json']],
    ['json-patch+json with a list is a patch', { 'application/json-patch+json': LIST, 'application/json': OBJECT }, ['application/json', 'application/json-patch+json']],
    ['a merge patch means something else', { 'application/merge-patch+json': OBJECT, 'application/json': OBJECT }, ['application/json', 'application/merge-patch+json']],
    ['of patches the merge patch comes first', { 'application/json-patch+json': OBJECT, 'application/strategic-merge-patch+json': OBJECT, 'application/merge-patch+json': OBJECT }, ['application/strategic-merge-patch+json', 'application/merge-patch+json', 'application/json-patch+json']],
    ['XML under two names is one', { 'application/xml': OBJECT, 'text/xml': OBJECT, 'application/json': OBJECT }, ['application/json', 'application/xml']],
    ['form and multipart are two, and multipart comes first', { 'application/x-www-form-urlencoded': OBJECT, 'multipart/form-data': OBJECT }, ['multipart/form-data', 'application/x-www-form-urlencoded']],
    ['kinds come in the order of how easy they are', { 'application/pdf': undefined, 'application/xml': OBJECT, 'text/csv': TEXT, 'application/json': OBJECT }, ['application/json', 'text/csv', 'application/xml', 'application/pdf']],
    ['two kinds of bytes are two', { 'image/png': undefined, 'image/jpeg': undefined }, ['image/png', 'image/jpeg']],
    ['what says nothing of its schema does not differ in it', { 'application/json': OBJECT, 'application/vnd.api+json': undefined }, ['application/json']],
    ['one type is no choice', { 'application/json': OBJECT }, ['application/json']],
  ])('%s', async (_rule, content, expected) => {
    const { types, contentType } = await bodyOf(content);
    expect(types).toEqual(expected);
    expect(contentType).toEqual(expected.length > 1 ? expected : undefined);
  });

  it('that share a schema leave it as it is; the others are anyOf, each once', async () => {
    expect((await bodyOf({ 'application/json': OBJECT, 'application/xml': OBJECT })).body).toEqual(OBJECT);
    expect((await bodyOf({ 'application/json': OBJECT, 'application/xml': OTHER, 'application/x-www-form-urlencoded': OTHER })).body).toMatchObject({ anyOf: [OBJECT, OTHER] });
  });

  it('let bytes be given where bytes may be sent', async () => {
    expect((await bodyOf({ 'application/json': OBJECT, 'application/octet-stream': undefined })).body).toMatchObject({ anyOf: [OBJECT, { anyOf: [{ contentEncoding: 'base64' }, { type: 'object' }] }] });
  });

  it('take a list of changes for a JSON patch that is described as an object', async () => {
    expect((await bodyOf({ 'application/json-patch+json': OBJECT })).body).toMatchObject({ anyOf: [{ type: 'array', items: { required: ['op', 'path'] } }, OBJECT] });
  });

  it('bind each its own fields, and never clash with an argument that is declared', async () => {
    const tool = await convertOne({
      parameters: ['contentType', 'accept', 'body'].map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
      requestBody: { content: { 'application/json': { schema: OBJECT }, 'multipart/form-data': { schema: { type: 'object', properties: { f: { type: 'string', format: 'binary' } } } } } },
      responses: { 200: { description: '', content: { 'application/json': {}, 'text/csv': {} } } },
    });
    expect(tool.operation.body).toMatchObject({ argument: 'body_body', contentTypeArgument: 'contentType_body', alternatives: [{ kind: 'multipart', fields: { f: { isFile: true } } }] });
    expect(tool.operation.accept).toEqual({ argument: 'accept_answer', mediaTypes: ['application/json', 'text/csv'] });
    expect(Object.keys(tool.inputSchema['properties'] as object)).toEqual(['contentType', 'accept', 'body', 'body_body', 'contentType_body', 'accept_answer']);
  });
});

describe('bytes', () => {
  const body = (mediaType: string): Record<string, unknown> => ({ requestBody: { content: { [mediaType]: { schema: { type: 'object', properties: { f: { type: 'string', format: 'binary' } } } } } } });

  it('are a file in a form, and text in JSON', async () => {
    expect((await convertOne(body('multipart/form-data'))).inputSchema).toMatchObject({ properties: { body: { properties: { f: { anyOf: [{ contentEncoding: 'base64' }, {}] } } } } });
    expect((await convertOne(body('application/json'))).inputSchema).toMatchObject({ properties: { body: { properties: { f: { type: 'string', format: 'binary' } } } } });
  });
});
