import { describe, expect, it } from '@jest/globals';
import { reopening } from './reopening';

class Source {
  readyState = 1;
  close(): void {
    this.readyState = 2;
  }
}

function begin(): { opened: Source[]; api: { isBack: (() => void) | undefined }; end: () => void } {
  const opened: Source[] = [];
  const api: { isBack: (() => void) | undefined } = { isBack: undefined };
  const open = () => {
    opened.push(new Source());
    return opened.at(-1) ?? new Source();
  };
  const end = reopening(open, (again) => {
    api.isBack = again;
    return () => (api.isBack = undefined);
  });
  return { opened, api, end };
}

describe('A stream of events', () => {
  it('is opened anew when the browser has given it up and the API is back', () => {
    const { opened, api } = begin();
    opened[0]?.close();
    api.isBack?.();
    expect(opened.map(({ readyState }) => readyState)).toEqual([2, 1]);
  });

  it('that is open, or tries by itself, stays', () => {
    const { opened, api } = begin();
    api.isBack?.();
    if (opened[0] !== undefined) opened[0].readyState = 0;
    api.isBack?.();
    expect(opened).toHaveLength(1);
  });

  it('ends when nobody looks any more, and nothing opens another', () => {
    const { opened, api, end } = begin();
    opened[0]?.close();
    api.isBack?.();
    end();
    expect(opened.map(({ readyState }) => readyState)).toEqual([2, 2]);
    expect(api.isBack).toBeUndefined();
  });
});
