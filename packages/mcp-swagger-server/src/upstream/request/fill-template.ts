import { isDotSegment } from './dot-segment.js';
import { encodeLiteral } from './percent-encode.js';
import { UpstreamError } from '../upstream-error.js';

/** A path template with its values, which are encoded already; its own text keeps its escapes. Throws UpstreamError when one is missing, or when they would lead elsewhere. */
export function fillTemplate(template: string, values: Map<string, string>): string {
  const path = template
    .split('/')
    .map((segment) => fillSegment(segment, values))
    .join('/');
  return path.startsWith('/') ? path : `/${path}`;
}

function fillSegment(segment: string, values: Map<string, string>): string {
  const names: string[] = [];
  const filled = segment
    .split(/(\{[^{}]+\})/)
    .map((part) => {
      if (!/^\{[^{}]+\}$/.test(part)) return encodeLiteral(part);
      const name = part.slice(1, -1);
      const value = values.get(name);
      if (value === undefined) throw new UpstreamError('ARGUMENT_INVALID', `The path needs ${name}, and it was not given; nothing was sent.`);
      names.push(name);
      return value;
    })
    .join('');
  // Harmless values side by side can make dots, and one with reserved characters can hold slashes.
  if (!filled.split('/').some(isDotSegment)) return filled;
  throw new UpstreamError('ARGUMENT_INVALID', `${names.join(' and ') || 'The path'} would make a path segment of dots, which would address something else; nothing was sent.`);
}
