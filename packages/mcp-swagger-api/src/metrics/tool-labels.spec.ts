import { expect, it } from '@jest/globals';
import { OTHER_TOOLS, STATUS_LABELS, statusLabel, ToolLabels } from './tool-labels.js';

it('gives the first fifty tools of a server their own label, and the rest one', () => {
  const labels = new ToolLabels();
  const given = Array.from({ length: 120 }, (_, index) => labels.labelOf('a', `tool-${index}`));
  expect([new Set(given).size, given[0], given[49], given[50], given[119]]).toEqual([51, 'tool-0', 'tool-49', OTHER_TOOLS, OTHER_TOOLS]);
  expect(labels.labelOf('a', 'tool-3')).toBe('tool-3');
  expect(labels.labelOf('b', 'tool-119')).toBe('tool-119');
});

it('gives back what a server had when it is gone', () => {
  const labels = new ToolLabels();
  labels.labelOf('a', 'x');
  expect(labels.forget('a')).toEqual(['x', OTHER_TOOLS]);
  expect(labels.forget('a')).toEqual([OTHER_TOOLS]);
});

it.each([[undefined, 'none'], [200, '2xx'], [404, '4xx'], [599, '5xx'], [99_999, '9xx'], [7, '0xx']])('calls the status %s %s', (status, label) => {
  expect(statusLabel(status)).toBe(label);
  expect(STATUS_LABELS).toContain(label);
});
