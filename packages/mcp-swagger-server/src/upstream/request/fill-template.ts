import { isDotSegment } from './dot-segment.js';
import { encodeLiteral } from './percent-encode.js';
import { UpstreamError } from '../upstream-error.js';

/** A path segment of a template: its own text, encoded, and the names between. */
type Segment = ({ text: string } | { name: string })[];

/** A path template with its values, which are encoded already; its own text keeps its escapes. Throws UpstreamError when one is missing, or when they would lead elsewhere. */
export function fillTemplate(template: string, values: Map<string, string>): string {
  const path = segmentsOf(template)
    .map((segment) => fillSegment(segment, values))
    .join('/');
  return path.startsWith('/') ? path : `/${path}`;
}

/** Templates as they were read last; to read one is a tenth of what a call costs. */
const read = new Map<string, Segment[]>();
const MOST_TEMPLATES = 5_000;

function segmentsOf(template: string): Segment[] {
  const known = read.get(template);
  if (known !== undefined) return known;
  const segments = template.split('/').map((segment) =>
    segment.split(/(\{[^{}]+\})/).flatMap((part): Segment => {
      if (/^\{[^{}]+\}$/.test(part)) return [{ name: part.slice(1, -1) }];
      return part === '' ? [] : [{ text: encodeLiteral(part) }];
    }),
  );
  if (read.size >= MOST_TEMPLATES) read.clear();
  read.set(template, segments);
  return segments;
}

function fillSegment(segment: Segment, values: Map<string, string>): string {
  let filled = '';
  for (const part of segment) {
    const value = 'text' in part ? part.text : values.get(part.name);
    if (value === undefined) throw new UpstreamError('ARGUMENT_INVALID', `The path needs ${'name' in part ? part.name : ''}, and it was not given; nothing was sent.`);
    filled += value;
  }
  // Harmless values side by side can make dots, and one with reserved characters can hold slashes.
  if (!filled.split('/').some(isDotSegment)) return filled;
  const names = segment.flatMap((part) => ('name' in part ? [part.name] : []));
  throw new UpstreamError('ARGUMENT_INVALID', `${names.join(' and ') || 'The path'} would make a path segment of dots, which would address something else; nothing was sent.`);
}
