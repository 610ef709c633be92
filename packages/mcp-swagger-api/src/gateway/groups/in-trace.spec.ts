import { describe, expect, it } from '@jest/globals';
import { inTrace } from './in-trace.js';

const own = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const other = `00-${'1'.repeat(32)}-b7ad6b7169203331-01`;

describe('What is sent on while the API does not trace', () => {
  it.each<[string, Record<string, unknown>, Record<string, string>, Record<string, unknown>]>([
    ['goes on with the trace of the headers', { progressToken: 1 }, { traceparent: own, tracestate: 'a=1', authorization: 'Bearer x' }, { traceparent: own, tracestate: 'a=1' }],
    ['goes on with the trace of its _meta before that', { traceparent: other, secret: 's' }, { traceparent: own, tracestate: 'a=1' }, { traceparent: other }],
    ['belongs to no trace when nothing names one', { secret: 's' }, {}, {}],
  ])('%s', async (_, meta, headers, trace) => {
    expect(await inTrace('tools/call x', meta, new Headers(headers), (sent) => Promise.resolve(sent))).toEqual(trace);
  });
});
