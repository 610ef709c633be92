import { describe, expect, it } from '@jest/globals';
import { aimOf } from './aim-of.js';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const server = (nameOrId: string, starts = false) => ({ kind: 'server', nameOrId, starts });

describe('A request', () => {
  it.each([
    ['POST', '/mcp/petstore', server('petstore')],
    ['POST', '/mcp/petstore/', server('petstore')],
    ['GET', '/mcp/tea%20house?x=1', server('tea house')],
    ['POST', `/mcp/${ID}/messages?sessionId=1`, server(ID)],
    ['POST', '/mcp/group/shop', { kind: 'here' }],
    ['POST', '/mcp/group', server('group')],
    ['POST', '/mcp/%zz', { kind: 'here' }],
    ['GET', `/api/servers/${ID}`, server(ID)],
    ['PATCH', `/api/servers/${ID}`, server(ID)],
    ['POST', `/api/servers/${ID}/start?wait=true`, server(ID, true)],
    ['POST', `/api/servers/${ID}/stop`, server(ID)],
    ['POST', `/api/processes/${ID}/restart`, server(ID, true)],
    ['GET', `/api/processes/${ID.toUpperCase()}/logs/stream`, server(ID)],
    ['GET', `/api/servers/${ID}/replicas`, { kind: 'here' }],
    ['GET', `/api/processes/${ID}/logs?limit=1&node=${ID.toUpperCase()}`, { ...server(ID), node: ID }],
    ['POST', `/api/servers/${ID}/start?node=${ID}`, { ...server(ID, true), node: ID }],
    ['GET', `/api/servers/${ID}/mcp/connections`, { ...server(ID), shared: { kind: 'all', list: 'server-connections', serverId: ID } }],
    ['GET', `/api/servers/${ID}/mcp/connections/count?node=${ID}`, { ...server(ID), node: ID }],
    ['GET', '/api/servers', { kind: 'all', list: 'servers' }],
    ['GET', '/api/servers/?limit=1', { kind: 'all', list: 'servers' }],
    ['POST', '/api/servers', { kind: 'here' }],
    ['POST', '/api/servers/batch', { kind: 'here' }],
    ['GET', '/api/servers/mcp/connections/overview', { kind: 'all', list: 'connection-overview' }],
    ['GET', '/api/mcp/connections', { kind: 'all', list: 'connections' }],
    ['GET', `/api/mcp/connections?serverId=${ID}&kind=stream`, { ...server(ID), shared: { kind: 'all', list: 'connections', serverId: ID } }],
    ['GET', '/api/mcp/connections/count', { kind: 'all', list: 'connection-count' }],
    ['GET', '/api/mcp/connections/history', { kind: 'here' }],
    ['GET', '/api/mcp/connections/abc', { kind: 'connection' }],
    ['DELETE', '/api/mcp/connections/abc', { kind: 'connection' }],
    ['DELETE', `/api/mcp/connections/abc?serverId=${ID}`, { ...server(ID), shared: { kind: 'connection' } }],
    ['GET', `/api/logs?serverId=${ID}`, server(ID)],
    ['GET', '/api/documents', { kind: 'here' }],
    ['GET', '/health/ready', { kind: 'here' }],
    ['GET', '/metrics', { kind: 'here' }],
  ])('%s %s', (method, url, aim) => {
    expect(aimOf(method, url)).toEqual(aim);
  });
});
