import { describe, expect, it } from '@jest/globals';
import { replyIn } from './mcp-call';

describe('replyIn', () => {
  it('finds the reply in JSON', () => expect(replyIn('{"jsonrpc":"2.0","id":2,"result":{"a":1}}', 2)).toMatchObject({ result: { a: 1 } }));

  it('finds it among notifications in a stream of events', () => {
    const body = 'event: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress"}\n\nid: 7\r\ndata: {"jsonrpc":"2.0",\r\ndata: "id":2,"result":{}}\r\n\r\n';
    expect(replyIn(body, 2)).toMatchObject({ result: {} });
  });

  it('finds an error that has no id', () => expect(replyIn('{"jsonrpc":"2.0","error":{"code":-32600,"message":"no"},"id":null}', 2)?.error?.message).toBe('no'));

  it.each(['', 'not json', '{"jsonrpc":"2.0","id":1,"result":{}}'])('finds none in %j', (body) => expect(replyIn(body, 2)).toBeUndefined());
});
