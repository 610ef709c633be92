import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';

interface DocumentBody {
  id: string;
  title: string;
  toolCount: number;
}

let api: RunningApi;
let upstream: Upstream;

beforeAll(async () => {
  [api, upstream] = await Promise.all([startApi(), startUpstream()]);
});

afterAll(async () => {
  await api.stop();
  await upstream.stop();
});

const ids = async () => (await api.get<{ documents: DocumentBody[] }>('/api/documents')).documents.map(({ id }) => id);
const createServer = (body: object) => api.send<ServerBody & { documentId: string }>('POST', '/api/servers', body);

describe('A document', () => {
  it('is previewed without being kept', async () => {
    const preview = await api.send<{ tools: { name: string }[] }>('POST', '/api/documents/preview', { openapiUrl: upstream.documentUrl, filters: { include: ['method:get'] } });
    expect(preview).toMatchObject({ status: 200, body: { title: 'Books', version: '1.2.0', openapiVersion: '3.0.3' } });
    expect(preview.body.tools.map(({ name }) => name).toSorted()).toEqual(['getBook', 'listBooks']);
    expect(await ids()).toEqual([]);
  });

  it('that was handed in by itself serves several servers, is not deleted under them, and outlives them', async () => {
    const { body: document } = await api.send<DocumentBody>('POST', '/api/documents', { openapiData: upstream.document });
    expect(document).toMatchObject({ title: 'Books', toolCount: 3 });
    const servers = [await createServer({ name: 'one', documentId: document.id }), await createServer({ name: 'two', documentId: document.id })];
    expect(await api.send<ProblemBody>('DELETE', `/api/documents/${document.id}`)).toMatchObject({ status: 409, body: { code: 'DOCUMENT_IN_USE' } });
    for (const { body } of servers) await api.send('DELETE', `/api/servers/${body.id}`);
    expect(await ids()).toEqual([document.id]);
    expect((await api.send('DELETE', `/api/documents/${document.id}`)).status).toBe(204);
  });

  it('that came with a server goes with it, or when the server takes another', async () => {
    const { body: server } = await createServer({ name: 'three', openapiData: upstream.document });
    expect(await ids()).toEqual([server.documentId]);
    const { body: other } = await api.send<DocumentBody>('POST', '/api/documents', { openapiUrl: upstream.documentUrl });
    await api.send('PATCH', `/api/servers/${server.id}`, { documentId: other.id });
    expect(await ids()).toEqual([other.id]);
    await api.send('DELETE', `/api/servers/${server.id}`);
    expect(await ids()).toEqual([other.id]);
  });
});
