import { expect, it } from '@jest/globals';
import type { Tool } from 'mcp-swagger-parser';
import type { DocumentModel } from './document-model.js';
import { type Artifact, readModel, writeModel } from './kept-model.js';

function toolOf(name: string, change: Partial<Tool> = {}): Tool {
  return {
    name,
    description: `Über ${name}`,
    inputSchema: { type: 'object', properties: { [name]: { type: 'string', description: '名前' } } },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    _meta: { method: 'GET', path: `/${name}` },
    tags: [],
    operation: { method: 'GET', path: `/${name}`, parameters: [], responses: [], servers: [], hasOwnServers: false, wrapsResult: false },
    ...change,
  };
}

function artifactOf(...tools: Tool[]): Artifact {
  const document = { title: 'Pets', version: '3.1.0', hash: 'a', digest: 'b', files: [], securitySchemes: [] };
  const model: DocumentModel = { document, tools, resources: [], prompts: [], warnings: [], skipped: [] };
  return { key: 'key', references: [{ file: 'file:///a', sha256: 'c' }], model };
}

const artifact = artifactOf(toolOf('one'), toolOf('two', { outputSchema: { type: 'array', items: { $ref: '#/$defs/two' } } }), toolOf('three', { inputSchema: {} }));

it('reads what was written, members in their order', () => {
  expect(JSON.stringify(readModel(writeModel(artifact)))).toBe(JSON.stringify(artifact));
  expect(readModel(writeModel(artifactOf()))).toEqual(artifactOf());
});

it('parses a schema when somebody looks at it, and once', () => {
  const [tool] = readModel(writeModel(artifact))?.model.tools ?? [];
  expect(tool).toBeDefined();
  expect(Object.getOwnPropertyDescriptor(tool, 'inputSchema')).toHaveProperty('get');
  const schema = tool?.inputSchema;
  expect(schema).toEqual(artifact.model.tools[0]?.inputSchema);
  expect(tool?.inputSchema).toBe(schema);
});

const written = writeModel(artifact);
it.each([
  ['nothing', Buffer.alloc(0)],
  ['no line', Buffer.from('{}')],
  ['a line of something else', Buffer.from('{}\n')],
  ['fewer schemas', written.subarray(0, -1)],
  ['more schemas', Buffer.concat([written, Buffer.from('{}')])],
  ['other schemas', Buffer.from(written.toString('utf8').replace('"items"', '"jtems"'))],
])('does not take %s for a model', (_, bytes) => {
  expect(readModel(bytes)).toBeUndefined();
});
