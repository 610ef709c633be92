import type { Resource } from 'mcp-swagger-parser';
import type { Call } from '../call.js';
import { decodeText } from './decode-text.js';
import type { Answer } from '../exchange/exchange.js';
import { describeErrorAnswer } from '../exchange/failed-call.js';
import { shownUrl } from '../request/http-request.js';
import { uriOf } from './kept-answers.js';
import { essenceOf, isTextual } from '../request/media-type.js';
import type { ResourceContents } from '../tool-call-result.js';
import { UpstreamError } from '../upstream-error.js';
import { limitOf, withAnswer } from './with-answer.js';

/** Reads a resource: calls its operation and gives what it answers, under its URI, or that of the answer where a template stands for many. Rejects with UpstreamError. */
export async function readResource(resource: Resource, call: Call): Promise<ResourceContents[]> {
  const { tool } = resource;
  return await withAnswer(call, tool, call.validate(tool, call.given), (answer) => {
    if (answer.status >= 400) throw new UpstreamError('STATUS', describeErrorAnswer(answer));
    // Of a template only the caller knows which URI it filled in.
    return contentsOf(answer, resource.uri ?? shownUrl(answer.request.url), resource, call);
  });
}

/** A text over the limit is given in parts, and `_meta` of each names the next; of other bytes there are no parts. */
function contentsOf({ body, headers, isWhole }: Answer, uri: string, { mimeType: declared, tool }: Resource, { means }: Call): ResourceContents[] {
  const type = headers['content-type'];
  const mimeType = essenceOf(type) || declared || 'application/octet-stream';
  const limit = limitOf(tool, means);
  const isText = isTextual(mimeType);
  if (!isText) {
    if (!isWhole || body.length > limit) throw new UpstreamError('ANSWER', `The resource is larger than the limit of ${limit} bytes; raise the limit to read it.`);
    return [{ uri, mimeType, blob: body.toString('base64') }];
  }
  const { text } = decodeText(body, type ?? '', isWhole);
  const bytes = isWhole && body.length <= limit ? undefined : Buffer.from(text, 'utf8');
  if (bytes === undefined || (isWhole && bytes.length <= limit)) return [{ uri, mimeType, text }];
  const id = means.kept.keep({ bytes, mimeType, isText, isWhole, partBytes: limit });
  const [part] = id === undefined ? [] : (means.kept.read(uriOf(`${id}.0`)) ?? []);
  if (part === undefined) throw new UpstreamError('ANSWER', `The resource is larger than the limit of ${limit} bytes; raise the limit to read it.`);
  return [{ ...part, uri }];
}
