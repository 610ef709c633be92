import { describe, expect, it } from '@jest/globals';
import { routeOf } from './route.js';

describe('routeOf', () => {
  it.each([
    ['/mcp/books', { kind: 'server', name: 'books', rest: '', query: '' }],
    ['/mcp/books/', { kind: 'server', name: 'books', rest: '', query: '' }],
    ['/mcp/books?a=1', { kind: 'server', name: 'books', rest: '', query: '?a=1' }],
    ['/mcp/a%2Fb%20c', { kind: 'server', name: 'a/b c', rest: '', query: '' }],
    ['/mcp/%E8%8C%B6', { kind: 'server', name: '茶', rest: '', query: '' }],
    ['/mcp/books/messages?sessionId=x/y', { kind: 'server', name: 'books', rest: '/messages', query: '?sessionId=x/y' }],
    ['/mcp/group/', { kind: 'server', name: 'group', rest: '', query: '' }],
    ['/mcp/group', { kind: 'server', name: 'group', rest: '', query: '' }],
    ['/mcp/group/all', { kind: 'group', name: 'all', rest: '', query: '' }],
    ['/mcp/group/all%20of%20it/', { kind: 'group', name: 'all of it', rest: '', query: '' }],
  ])('reads %s', (url, route) => {
    expect(routeOf(url)).toEqual(route);
  });

  it.each(['/mcp/', '/mcp//', '/mcp/?x', '/mcp/books/tools', '/mcp/books/messages/x', '/mcp/%E8', '/mcp/group/a/b', '/mcp/../api'])('finds nobody at %s', (url) => {
    expect(routeOf(url)).toBeUndefined();
  });
});
