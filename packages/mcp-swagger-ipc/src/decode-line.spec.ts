import { describe, expect, it } from '@jest/globals';
import { decodeLine } from './decode-line.js';
import { encodeBatch, encodeMessage } from './encode.js';
import type { ChildMessage } from './messages.js';
import { LineSplitter } from './split-lines.js';
import { readCorpus } from './testing/read-corpus.js';

function only(line: string) {
  const decoded = decodeLine(line);
  expect(decoded).toHaveLength(1);
  return decoded[0];
}

function messages(line: string): ChildMessage[] {
  return decodeLine(line).map((item) => {
    if (item.kind !== 'message') throw new Error(`A message was expected: ${JSON.stringify(item)}`);
    return item.message;
  });
}

describe('decodeLine', () => {
  it.each(readCorpus('good'))('understands %s', (line) => {
    expect(messages(line).length).toBeGreaterThan(0);
  });

  it.each(readCorpus('good').filter((line) => !line.includes('aFieldOfTomorrow')))('and encoding give back %s', (line) => {
    const decoded = messages(line);
    const again = line.includes('"BATCH"') ? encodeBatch(decoded) : encodeMessage(decoded[0] as ChildMessage);
    expect(JSON.parse(again)).toEqual(JSON.parse(line));
  });

  it.each(readCorpus('old'))('understands the old form %s', (line) => {
    const [message] = messages(line);
    expect(message).toMatchObject({ v: 1, timestamp: expect.any(Number) });
    expect(message?.seq).toBeUndefined();
  });

  it('takes the times of an old disconnection as its duration', () => {
    const line = readCorpus('old').find((text) => text.includes('"disconnected"')) as string;
    expect(messages(line)[0]?.data).toMatchObject({ sessionId: 'conn_1', duration: 5_000 });
  });

  it.each(readCorpus('bad').map((line) => JSON.parse(line) as { reason: string; line: string }))('calls it $reason: $line', ({ reason, line }) => {
    const decoded = only(line);
    expect(decoded).toMatchObject(reason === 'text' ? { kind: 'text' } : { kind: 'invalid', reason });
  });

  it('reads the same messages whichever byte the stream is cut at', () => {
    const bytes = Buffer.from([...readCorpus('good'), ...readCorpus('old'), ''].join('\n'));
    const read = (...chunks: Buffer[]) => {
      const lines: string[] = [];
      const splitter = new LineSplitter((line) => lines.push(line), () => {});
      for (const chunk of chunks) splitter.push(chunk);
      splitter.end();
      return JSON.stringify(lines.flatMap(decodeLine));
    };
    const whole = read(bytes);
    for (let cut = 0; cut <= bytes.length; cut += 1) if (read(bytes.subarray(0, cut), bytes.subarray(cut)) !== whole) throw new Error(`Cut at byte ${cut} the stream says something else.`);
    expect(JSON.parse(whole)).toHaveLength(bytes.toString().trimEnd().split('\n').length + 1);
  });

  it('drops a field that it does not know', () => {
    const line = readCorpus('good').find((text) => text.includes('aFieldOfTomorrow')) as string;
    expect(messages(line)[0]?.data).not.toHaveProperty('aFieldOfTomorrow');
  });

  it('keeps the good messages of a batch with a bad one in it', () => {
    const good = JSON.parse(readCorpus('good')[5] as string) as object;
    const decoded = decodeLine(JSON.stringify({ v: 1, seq: 1, type: 'BATCH', timestamp: 1, data: { messages: [good, { v: 1, type: 'PARTY', timestamp: 1 }, 7, good] } }));
    expect(decoded.map(({ kind }) => kind)).toEqual(['message', 'invalid', 'invalid', 'message']);
  });

  it('is not polluted by __proto__ keys', () => {
    const [message] = messages(
      '{"v":1,"seq":1,"type":"ERROR","timestamp":1,"__proto__":{"polluted":1},"data":{"code":"X","message":"m","__proto__":{"polluted":1}}}',
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(message?.data).not.toHaveProperty('polluted');
  });

  it.each(['', '   ', '\r'])('takes the blank line %j for nothing', (line) => {
    expect(decodeLine(line)).toEqual([]);
  });

  it('reads a line that ended in CRLF', () => {
    expect(messages(`${readCorpus('good')[5]}\r`)[0]?.type).toBe('HEARTBEAT');
    expect(decodeLine('{"level":30} \r')).toEqual([{ kind: 'text', text: '{"level":30}' }]);
  });
});
