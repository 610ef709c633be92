import type { IncomingMessage } from 'node:http';

/** Whether the client takes an answer of this media type (RFC 9110, section 12.5.1: no Accept takes all). Weights are passed over, but for 0. */
export function accepts(request: IncomingMessage, mediaType: string): boolean {
  const { accept } = request.headers;
  if (accept === undefined) return true;
  if (accept === last.accept && last.answers.has(mediaType)) return last.answers.get(mediaType) === true;
  const answer = isAccepted(accept, mediaType);
  if (accept !== last.accept) last = { accept, answers: new Map() };
  last.answers.set(mediaType, answer);
  return answer;
}

/** Clients send the same header each time. */
let last: { accept: string; answers: Map<string, boolean> } = { accept: '', answers: new Map() };

function isAccepted(accept: string, mediaType: string): boolean {
  const [type = ''] = mediaType.split('/');
  return accept
    .toLowerCase()
    .split(',')
    .some((part) => {
      const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim());
      if (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) return false;
      return range === mediaType || range === '*/*' || range === `${type}/*`;
    });
}
