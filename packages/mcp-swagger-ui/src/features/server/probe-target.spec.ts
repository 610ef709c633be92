import { describe, expect, it } from '@jest/globals';
import { asProbe, type Probe, targetText } from './probe-target';

const known: Probe = { target: { tool: 'getBook', arguments: { id: 1 } }, intervalMs: 5_000, timeoutMs: 100, onFailure: 'restart' };

describe('A probe', () => {
  it('is a path, a tool or none, as it is typed', () => {
    expect(asProbe(' /health ', null)).toEqual({ target: { method: 'GET', path: '/health' }, intervalMs: 60_000, timeoutMs: 10_000, onFailure: 'report' });
    expect(asProbe('listBooks', null)?.target).toEqual({ tool: 'listBooks', arguments: {} });
    expect(asProbe('', known)).toBeNull();
  });

  it('keeps what is not typed: its times, and its arguments while the tool stays', () => {
    expect(asProbe('getBook', known)).toBe(known);
    expect(asProbe('/up', known)).toMatchObject({ intervalMs: 5_000, onFailure: 'restart' });
  });

  it.each<[string, Probe | null]>([
    ['', null],
    ['getBook', known],
    ['/up', { ...known, target: { method: 'HEAD', path: '/up' } }],
  ])('reads %j', (text, probe) => expect(targetText(probe)).toBe(text));
});
