import { describe, expect, it } from '@jest/globals';
import { CLOSED, mayCall, nextCircuit } from './circuit.js';
import type { Circuit, CircuitEvent } from './circuit.js';

const POLICY = { failures: 2, openMs: 100, longestOpenMs: 300 };
const failed = (wasTrial = false): CircuitEvent => ({ type: 'failed', reason: 'status 503', wasTrial });
const open = (until: number, openMs = 100): Circuit => ({ name: 'open', until, openMs, reason: 'status 503' });
const trial = (openMs = 100): Circuit => ({ name: 'trial', openMs, reason: 'status 503' });

describe('a circuit', () => {
  it.each<[string, Circuit, CircuitEvent, Circuit]>([
    ['counts failures in a row', CLOSED, failed(), { name: 'closed', failures: 1 }],
    ['opens at the limit', { name: 'closed', failures: 1 }, failed(), open(1_100)],
    ['forgets failures with a success', { name: 'closed', failures: 1 }, { type: 'succeeded' }, CLOSED],
    ['does not count what came to nothing', { name: 'closed', failures: 1 }, { type: 'came to nothing', wasTrial: false }, { name: 'closed', failures: 1 }],
    ['stays open while calls from before fail', open(1_050), failed(), open(1_050)],
    ['closes when a call from before succeeds after all', open(1_050), { type: 'succeeded' }, CLOSED],
    ['lets one call try when its time is over', open(1_000), { type: 'call started' }, trial()],
    ['closes when the trial succeeds', trial(), { type: 'succeeded' }, CLOSED],
    ['opens for twice as long when the trial fails', trial(), failed(true), open(1_200, 200)],
    ['opens no longer than the longest time', trial(200), failed(true), open(1_300, 300)],
    ['leaves the trial to its own call', trial(), failed(false), trial()],
    ['lets another call try when the trial came to nothing', trial(), { type: 'came to nothing', wasTrial: true }, open(1_000)],
  ])('%s', (_what, circuit, event, expected) => {
    expect(nextCircuit(circuit, event, 1_000, POLICY)).toEqual(expected);
  });

  it('never stays open for longer than the longest time, the first time included', () => {
    expect(nextCircuit({ name: 'closed', failures: 1 }, failed(), 1_000, { ...POLICY, openMs: 500 })).toEqual(open(1_300, 300));
  });

  it.each<[Circuit, boolean]>([[CLOSED, true], [open(1_001), false], [open(1_000), true], [trial(), false]])('%j lets a call through: %s', (circuit, expected) => {
    expect(mayCall(circuit, 1_000)).toBe(expected);
  });
});
