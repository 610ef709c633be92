import * as z from 'zod';
import { epochMsSchema, MAX_EPOCH_MS } from './connection.js';
import { CONTRACT_VERSION } from './encode.js';
import { type ExactCheck, exactCheck } from './exact-check.js';
import { fromOldForm } from './old-forms.js';
import { type ChildMessage, messageDataSchemas } from './messages.js';

export type InvalidReason = 'json' | 'version' | 'type' | 'shape';

/** What a line, or one message of a batch, turned out to be. A line without our mark is text, not an error. */
export type Decoded =
  | { kind: 'message'; message: ChildMessage }
  | { kind: 'invalid'; reason: InvalidReason; detail: string }
  | { kind: 'text'; text: string };

const MARK = /^\s*\{\s*"v"\s*:/;
const OLD_PREFIX = '[MCP_CONNECTION] ';

const envelope = z.object({ seq: z.number().int().positive().optional(), type: z.string(), timestamp: epochMsSchema });

/** The same by hand, which costs a twentieth; the schema says what is wrong when this says no. */
function isEnvelope(value: Record<string, unknown>): value is Record<string, unknown> & { seq?: number; type: string; timestamp: number } {
  const { seq, type, timestamp } = value;
  return typeof type === 'string' && typeof timestamp === 'number' && timestamp >= 0 && timestamp <= MAX_EPOCH_MS && (seq === undefined || (typeof seq === 'number' && seq > 0 && Number.isSafeInteger(seq)));
}
const MAX_BATCH = 10_000;
const batch = z.object({ messages: z.array(z.unknown()).max(MAX_BATCH) });

/** What the data of a type must be. Nearly all are exact: then the schema would give them back as they are, and need not be asked. */
interface Shape {
  schema: z.ZodType;
  isExact: ExactCheck | undefined;
}

const shapes = new Map<string, Shape>(Object.entries(messageDataSchemas).map(([type, schema]) => [type, { schema, isExact: undefined }]));

const BRACE = 123;

/** Reads one line without its newline. Never throws; a blank line is nothing, a batch is many. */
export function decodeLine(line: string): Decoded[] {
  // Nearly all lines begin as ours do, and JSON may have blanks at its end.
  const text = line.charCodeAt(0) === BRACE ? line : line.trim();
  if (text === '') return [];
  if (text.charCodeAt(0) !== BRACE) return [text.startsWith(OLD_PREFIX) ? decodeOldLine(text.slice(OLD_PREFIX.length)) : { kind: 'text', text }];
  const value = parse(text);
  if (value === undefined) {
    return [MARK.test(text) ? invalid('json', 'The line is not complete JSON.') : { kind: 'text', text: text.trim() }];
  }
  if (!isRecord(value)) return [{ kind: 'text', text: text.trim() }];
  if (value['v'] !== undefined) return decodeMarked(value, true);
  const old = fromOldForm(value);
  if (old === undefined) return [{ kind: 'text', text: text.trim() }];
  return [old instanceof Error ? invalid('shape', old.message) : { kind: 'message', message: old }];
}

function decodeOldLine(text: string): Decoded {
  const value = parse(text);
  if (value === undefined) return invalid('json', 'The text behind [MCP_CONNECTION] is not JSON.');
  const old = isRecord(value) ? fromOldForm(value) : undefined;
  if (old === undefined) return invalid('type', 'The text behind [MCP_CONNECTION] is not an MCP_CONNECTION_EVENT.');
  return old instanceof Error ? invalid('shape', old.message) : { kind: 'message', message: old };
}

function decodeMarked(value: Record<string, unknown>, batchAllowed: boolean): Decoded[] {
  if (value['v'] !== CONTRACT_VERSION) {
    return [invalid('version', `Version ${CONTRACT_VERSION} of the contract was expected, ${shorten(value['v'])} arrived.`)];
  }
  if (!isEnvelope(value)) return [invalid('shape', z.prettifyError(envelope.safeParse(value).error ?? new z.ZodError([])))];
  const { seq, type, timestamp } = value;
  if (type === 'BATCH' && batchAllowed) return decodeBatch(value['data']);
  const shape = shapes.get(type);
  if (shape === undefined) return [invalid('type', `The message type ${shorten(type)} is not known.`)];
  shape.isExact ??= exactCheck(shape.schema);
  let data = value['data'];
  if (!shape.isExact(data)) {
    const parsed = shape.schema.safeParse(data);
    if (!parsed.success) return [invalid('shape', `${type}: ${z.prettifyError(parsed.error)}`)];
    data = parsed.data;
  }
  // The schema was chosen by `type`, a link that the compiler cannot follow through the table.
  return [{ kind: 'message', message: { v: 1, seq, type, timestamp, data } as ChildMessage }];
}

function decodeBatch(data: unknown): Decoded[] {
  const messages = isRecord(data) ? data['messages'] : undefined;
  if (!Array.isArray(messages) || messages.length > MAX_BATCH) return [invalid('shape', `BATCH: ${z.prettifyError(batch.safeParse(data).error ?? new z.ZodError([]))}`)];
  // One bad message must not take its neighbours with it.
  return messages.flatMap((item: unknown) => (isRecord(item) ? decodeMarked(item, false) : [invalid('shape', 'A batch holds something that is not a message.')]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function invalid(reason: InvalidReason, detail: string): Decoded {
  return { kind: 'invalid', reason, detail: detail.slice(0, 500) };
}

function shorten(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}
