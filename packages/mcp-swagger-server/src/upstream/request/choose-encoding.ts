import type { BodyBinding, BodyEncoding } from 'mcp-swagger-parser';
import { UpstreamError } from '../upstream-error.js';

/** How the body is written: in the media type that the caller named, else in the first. Throws UpstreamError for one that the operation does not take. */
export function chooseEncoding(body: BodyBinding, args: Record<string, unknown>): BodyEncoding {
  const wanted = body.contentTypeArgument === undefined ? undefined : args[body.contentTypeArgument];
  if (wanted === undefined || wanted === null) return body;
  const choices: BodyEncoding[] = [body, ...body.alternatives];
  const same = (mediaType: string): boolean => typeof wanted === 'string' && mediaType.toLowerCase() === wanted.toLowerCase();
  const chosen = choices.find(({ mediaType }) => same(mediaType));
  if (chosen !== undefined) return chosen;
  const expected = choices.map(({ mediaType }) => mediaType).join(', ');
  throw new UpstreamError('ARGUMENT_INVALID', `${body.contentTypeArgument} is ${JSON.stringify(wanted)?.slice(0, 100)}; the operation takes ${expected}. Nothing was sent.`);
}
