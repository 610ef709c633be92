import { describe, expect, it } from '@jest/globals';
import { labelsOf, labelsText } from './node-labels';

describe('Labels of nodes', () => {
  it.each<[string, Record<string, string>]>([
    ['', {}],
    ['zone=eu', { zone: 'eu' }],
    ['zone=eu, disk=ssd', { zone: 'eu', disk: 'ssd' }],
    ['zone=', { zone: '' }],
  ])('are typed as %j', (text, labels) => {
    expect(labelsOf(text)).toEqual(labels);
    expect(labelsText(labels)).toBe(text);
  });

  it('may have spaces about them, and no value yet', () => expect(labelsOf(' zone = eu ,, disk')).toEqual({ zone: 'eu', disk: '' }));
});
