import type { Piece } from './decode-response.js';
import { shownUrl } from '../request/http-request.js';
import { isEventStream } from '../request/media-type.js';
import { partEnd, uriOf } from './kept-answers.js';
import type { KeptAnswers, Part } from './kept-answers.js';
import { CONTINUE, PROJECTION } from '../arguments/reserved-arguments.js';
import type { ContentBlock } from '../tool-call-result.js';

/** What the size of an answer is judged by. */
export interface FitOptions {
  /** So many bytes of text, or of an image before base64, are shown. */
  limitBytes: number;
  kept: KeptAnswers;
  toolName: string;
  /** The request's URL; a large answer that cannot be kept is linked by it when it may be fetched again. */
  url: string;
  isFetchable: boolean;
  /** False: the upstream had more than we read. */
  isWhole: boolean;
  /** Why the rest did not come, as the end of a sentence. */
  brokeOff?: string;
  /** The answer is JSON and whole, so an expression can make it smaller. */
  isProjectable: boolean;
}

/** Content within the limit. */
export interface Fitted {
  content: ContentBlock[];
  isTextCut: boolean;
  /** Something could neither be shown nor kept. */
  isLost: boolean;
  _meta?: Record<string, unknown>;
}

/** Shows what fits of an answer, keeps the rest, and says in words how to get it. */
export function fitAnswer(pieces: Piece[], options: FitOptions): Fitted {
  const [only] = pieces;
  if (pieces.length === 1 && only?.kind === 'text' && fits(only.text, options.limitBytes) && options.isWhole) return { content: [textBlock(only, only.text)], isTextCut: false, isLost: false };
  const fitted: Fitted = { content: [], isTextCut: false, isLost: false };
  let left = options.limitBytes;
  for (const piece of joinedWhenLarge(pieces, options.limitBytes)) {
    const size = sizeOf(piece);
    if (size <= left && (options.isWhole || piece.kind === 'text')) {
      fitted.content.push(blockOf(piece));
      left -= size;
    } else if (piece.kind === 'text') {
      cutText(piece, left, options, fitted);
      left = 0;
    } else linkBytes(piece, options, fitted);
  }
  if (!options.isWhole && !fitted.isTextCut && !fitted.isLost) {
    fitted.isTextCut = true;
    fitted.content.push({ type: 'text', text: `The answer did not end there: ${restNotRead(options, options.limitBytes)}.` });
  }
  return fitted;
}

/** The content of a part that a token named. */
export function showPart(part: Part, toolName: string): Pick<Fitted, 'content' | '_meta'> {
  const { text, from, to, answer, next } = part;
  const of = answer.bytes.length;
  const content: ContentBlock[] = [{ type: 'text', text }];
  if (next !== undefined) {
    content.push({ type: 'text', text: `These are the bytes ${from} to ${to} of ${of}. ${howToContinue(toolName, next)}` }, linkTo(next, 'The next part', answer.mimeType));
    return { content, _meta: restMeta(next, to, of, answer.isWhole) };
  }
  const end = answer.isWhole ? 'The answer ends here.' : 'What the upstream sent beyond them was not read.';
  content.push({ type: 'text', text: `These are the last bytes, ${from} to ${of}. ${end}` });
  return { content };
}

function cutText(piece: Piece & { kind: 'text' }, left: number, options: FitOptions, fitted: Fitted): void {
  const { kept, limitBytes, toolName, isWhole, isProjectable } = options;
  const bytes = Buffer.from(piece.text, 'utf8');
  const end = left === 0 ? 0 : partEnd(bytes, 0, left);
  if (end > 0) fitted.content.push(textBlock(piece, bytes.toString('utf8', 0, end)));
  fitted.isTextCut = true;
  const id = kept.keep({ bytes, mimeType: piece.mimeType, isText: true, isWhole, partBytes: limitBytes });
  const sizes = `${end === 0 ? 'A further part of the answer' : `The answer was cut: these are the first ${end}`} of ${bytes.length} bytes`;
  const beyond = isWhole ? '' : ` Also, ${restNotRead(options, bytes.length)}.`;
  const less = isProjectable ? ` To get only what you need of it, call ${toolName} again with ${PROJECTION}, a JSONata expression over the whole answer.` : '';
  if (id === undefined) {
    fitted.content.push({ type: 'text', text: `${sizes}. The rest is too large to be kept; ask for less, for example with filters or paging.${beyond}${less}` });
    return;
  }
  const token = `${id}.${end}`;
  const shown = end === 0 ? `${sizes} is not shown, as the limit of ${limitBytes} is reached.` : `${sizes}.`;
  fitted.content.push({ type: 'text', text: `${shown} ${howToContinue(toolName, token)}${less}${beyond}` }, linkTo(token, 'The rest of the answer', piece.mimeType));
  fitted._meta ??= restMeta(token, end, bytes.length, isWhole);
}

function linkBytes(piece: Exclude<Piece, { kind: 'text' }>, options: FitOptions, fitted: Fitted): void {
  const { kept, limitBytes, url, isFetchable, isWhole } = options;
  const { bytes, mimeType } = piece;
  const uri = shownUrl(url);
  const name = uri.slice(uri.lastIndexOf('/') + 1) || uri;
  const id = isWhole ? kept.keep({ bytes, mimeType, isText: false, isWhole, partBytes: limitBytes }) : undefined;
  if (id !== undefined) {
    const text = `The answer is ${mimeType} of ${bytes.length} bytes, larger than the limit of ${limitBytes} bytes. Read the resource ${uriOf(id)} for it; it is kept for 10 minutes.`;
    fitted.content.push({ type: 'text', text }, { type: 'resource_link', uri: uriOf(id), name, mimeType });
    return;
  }
  fitted.isLost = true;
  fitted.content.push({ type: 'text', text: `The answer of ${uri} is ${mimeType} and larger than the limit of ${limitBytes} bytes; ${restNotRead(options, bytes.length)}. Ask for less, or raise the limit.` });
  if (isFetchable) fitted.content.push({ type: 'resource_link', uri, name, mimeType });
}

function restNotRead({ brokeOff }: FitOptions, size: number): string {
  if (brokeOff !== undefined) return `the rest did not come, as ${brokeOff}`;
  return `what the upstream sent beyond the first ${size} bytes was not read`;
}

function howToContinue(toolName: string, token: string): string {
  return `For the next part call ${toolName} with ${JSON.stringify({ [CONTINUE]: token })}, or read the resource ${uriOf(token)}; it is kept for 10 minutes.`;
}

function restMeta(token: string, shown: number, of: number, isWhole: boolean): Record<string, unknown> {
  return { 'mcp-swagger/rest': { [CONTINUE]: token, uri: uriOf(token), shownBytes: shown, totalBytes: of, isWhole } };
}

function linkTo(token: string, name: string, mimeType: string): ContentBlock {
  return { type: 'resource_link', uri: uriOf(token), name, mimeType };
}

/** Events are read apart while they fit; as a stream that is cut they are one text. */
function joinedWhenLarge(pieces: Piece[], limit: number): Piece[] {
  const [first] = pieces;
  if (first?.kind !== 'text' || !isEventStream(first.mimeType) || pieces.reduce((sum, piece) => sum + sizeOf(piece), 0) <= limit) return pieces;
  return [{ ...first, text: pieces.flatMap((piece) => (piece.kind === 'text' ? [piece.text] : [])).join('\n') }];
}

function fits(text: string, bytes: number): boolean {
  // A UTF-16 unit is three bytes at most.
  return text.length * 3 <= bytes || (text.length <= bytes && Buffer.byteLength(text) <= bytes);
}

function sizeOf(piece: Piece): number {
  return piece.kind === 'text' ? Buffer.byteLength(piece.text) : piece.bytes.length;
}

function blockOf(piece: Piece): ContentBlock {
  switch (piece.kind) {
    case 'text':
      return textBlock(piece, piece.text);
    case 'bytes':
      return { type: 'resource', resource: { uri: piece.uri, mimeType: piece.mimeType, blob: piece.bytes.toString('base64') } };
    case 'image':
    case 'audio':
      return { type: piece.kind, data: piece.bytes.toString('base64'), mimeType: piece.mimeType };
  }
}

function textBlock({ uri, mimeType }: Piece & { kind: 'text' }, text: string): ContentBlock {
  return uri === undefined ? { type: 'text', text } : { type: 'resource', resource: { uri, mimeType, text } };
}
