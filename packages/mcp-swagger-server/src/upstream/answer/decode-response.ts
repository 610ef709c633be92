import { isObject } from 'mcp-swagger-parser';
import { decodeText } from './decode-text.js';
import type { Answer } from '../exchange/exchange.js';
import { shownUrl } from '../request/http-request.js';
import { parseJsonWithDigits } from '../lossless-json.js';
import { essenceOf, isEventStream, isJson, isJsonLines, isJsonSequence, isMultipart, isTextual } from '../request/media-type.js';
import { MOST_PARTS, splitMultipart } from './split-multipart.js';
import type { BodyPart } from './split-multipart.js';
import { eventData, jsonLines, jsonSequence } from './stream-items.js';

/** A piece of an answer before it is cut to size; `uri` is there when the answer says where it lives, and for all bytes that are neither image nor audio. */
export type Piece = { kind: 'text'; text: string; mimeType: string; uri?: string } | { kind: 'image' | 'audio'; bytes: Buffer; mimeType: string } | { kind: 'bytes'; bytes: Buffer; mimeType: string; uri: string };

/** What an answer holds. */
export interface Decoded {
  pieces: Piece[];
  /** The JSON value of the whole answer. */
  json?: { value: unknown };
  /** What is wrong with it, as sentences. */
  remarks: string[];
  /** The answer is damaged: what is shown is not what was meant. */
  isDamaged?: boolean;
}

/** A body and what its headers say of it: an answer, or a part of one. */
interface Content {
  body: Buffer;
  headers: Record<string, string>;
  isWhole: boolean;
  /** Where it lives when it does not say so itself. */
  uri: string;
  /** Parts may hold parts; so deep are we. */
  depth: number;
  /** Of one answer, at whatever depth. */
  parts: { left: number };
}

const DEEPEST_MULTIPART = 4;
const MOST_EVENTS_APART = 100;

/** Reads an answer that has a body: by its media type, and by its bytes when it names none. */
export function decodeAnswer({ body, headers, isWhole, request }: Answer): Decoded {
  return decode({ body, headers, isWhole, uri: request.url, depth: 0, parts: { left: MOST_PARTS } });
}

/** The structured content that a JSON value makes: an object is itself, anything else `{result: …}`. */
export function structured(value: unknown, wrapsResult: boolean): Record<string, unknown> {
  return !wrapsResult && isObject(value) ? value : { result: value };
}

function decode(content: Content): Decoded {
  const { body, headers, isWhole } = content;
  const type = headers['content-type'] ?? '';
  const essence = essenceOf(type);
  if (isMultipart(essence)) return decodeMultipart(content, type);
  if (!isTextual(essence) && !(essence === '' && looksLikeText(body))) return { pieces: [bytesPiece(content, essence)], remarks: [] };

  const { text, remark, isDamaged = false } = decodeText(body, type, isWhole);
  const remarks = remark === undefined ? [] : [remark];
  if (isJson(essence)) return decodeJson(text, essence, isWhole, remarks, isDamaged);
  const unnamed = essence === '' && isWhole ? tryParse(text) : undefined;
  if (unnamed !== undefined && 'value' in unnamed) return { pieces: [{ kind: 'text', text, mimeType: 'application/json' }], json: unnamed, remarks };
  const mimeType = essence === '' ? 'text/plain' : essence;
  if (isEventStream(essence)) return decodeEvents(text, mimeType, remarks);
  if (isJsonLines(essence)) return decodeItems(jsonLines(text), isWhole, mimeType, remarks);
  if (isJsonSequence(essence)) return decodeItems(jsonSequence(text), isWhole, mimeType, remarks);
  const uri = ownUri(content);
  return { pieces: [{ kind: 'text', text, mimeType, ...(uri === undefined ? {} : { uri }) }], remarks };
}

/** Without UTF-8 JSON is not JSON (RFC 8259 section 8.1): a name or an amount may be wrong. */
function decodeJson(text: string, mimeType: string, isWhole: boolean, remarks: string[], isDamaged: boolean): Decoded {
  const json = isWhole ? tryParse(text) : undefined;
  if (json !== undefined && 'error' in json) remarks.push(`The answer says that it is ${mimeType}, and it cannot be read as JSON: ${json.error}.`);
  const decoded: Decoded = { pieces: [{ kind: 'text', text, mimeType }], remarks };
  if (json !== undefined && 'value' in json) decoded.json = json;
  if (isDamaged) decoded.isDamaged = true;
  return decoded;
}

/** One item is the value, several are a list. */
function decodeItems(items: string[], isWhole: boolean, mimeType: string, remarks: string[]): Decoded {
  const pieces: Piece[] = [{ kind: 'text', text: items.join('\n'), mimeType }];
  if (!isWhole) return { pieces, remarks };
  const values = items.map(valueOf);
  return { pieces, json: { value: values.length === 1 ? values[0] : values }, remarks };
}

function decodeEvents(text: string, mimeType: string, remarks: string[]): Decoded {
  const events = eventData(text);
  const apart = events.slice(0, MOST_EVENTS_APART);
  const rest = events.slice(MOST_EVENTS_APART);
  const texts = rest.length === 0 ? apart : [...apart, rest.join('\n')];
  return { pieces: texts.map((event) => ({ kind: 'text', text: event, mimeType })), json: { value: events.map(valueOf) }, remarks };
}

function decodeMultipart(content: Content, type: string): Decoded {
  const { body, isWhole, uri } = content;
  const parts = partsOf(content, type);
  if (typeof parts === 'string') {
    const { text } = decodeText(body, '', isWhole);
    return { pieces: [{ kind: 'text', text, mimeType: 'text/plain' }], remarks: [`The answer is ${essenceOf(type)}, and its parts cannot be told apart: ${parts}.`] };
  }
  const decoded = parts.map((part, index) => decode({ ...part, headers: { 'content-type': 'text/plain', ...part.headers }, isWhole: true, uri: `${shownUrl(uri)}#part-${index + 1}`, depth: content.depth + 1, parts: content.parts }));
  const values = decoded.flatMap(({ json }) => (json === undefined ? [] : [json]));
  const [only] = values;
  return {
    pieces: decoded.flatMap(({ pieces }) => pieces),
    remarks: decoded.flatMap(({ remarks }) => remarks),
    // One JSON part among images and files is the answer proper.
    ...(values.length === 1 && only !== undefined ? { json: only } : {}),
  };
}

/** The parts of a multipart body, or the reason why they are not told apart. */
function partsOf({ body, depth, parts: room }: Content, type: string): BodyPart[] | string {
  if (depth >= DEEPEST_MULTIPART) return `it is nested more than ${DEEPEST_MULTIPART} times`;
  const parts = splitMultipart(body, type);
  if (typeof parts === 'string') return parts;
  if (parts.length > room.left) return `with those inside of other parts they are more than ${MOST_PARTS}`;
  room.left -= parts.length;
  return parts;
}

function bytesPiece(content: Content, essence: string): Piece {
  const { body: bytes } = content;
  if (essence.startsWith('image/')) return { kind: 'image', bytes, mimeType: essence };
  if (essence.startsWith('audio/')) return { kind: 'audio', bytes, mimeType: essence };
  const mimeType = essence === '' ? 'application/octet-stream' : essence;
  return { kind: 'bytes', bytes, mimeType, uri: ownUri(content) ?? shownUrl(content.uri) };
}

/** `Content-Location` (RFC 9110 section 8.7): where this very content lives. */
function ownUri({ headers, uri }: Content): string | undefined {
  const location = headers['content-location'];
  return location !== undefined && location !== '' && URL.canParse(location, uri) ? new URL(location, uri).href : undefined;
}

function looksLikeText(body: Buffer): boolean {
  if (body.includes(0)) return false;
  return decodeText(body, '', false).isDamaged !== true;
}

function tryParse(text: string): { value: unknown } | { error: string } {
  try {
    return { value: parseJsonWithDigits(text) };
  } catch (error) {
    // Its text is still worth reading.
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function valueOf(item: string): unknown {
  const json = tryParse(item);
  return 'value' in json ? json.value : item;
}
