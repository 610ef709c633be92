import { z } from 'zod';
import { environmentSchema } from './environment.js';

interface Shape {
  type?: string;
  enum?: string[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

/** What is accepted only where any text is. */
const NOTHING = '?';
const UNITS: [number, string][] = [[1024 ** 3, 'GB'], [1024 ** 2, 'MB'], [1024, 'KB']];

/** What a variable may be set to, in words: what its schema checks, or what it says when it refuses. */
export function allowedValues(name: string): string {
  const field = (environmentSchema.shape as Record<string, z.ZodType>)[name];
  if (field === undefined) throw new Error(`${name} is no variable of the environment.`);
  const written = z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' }) as Shape;
  const read = z.toJSONSchema(field, { io: 'output', unrepresentable: 'any' }) as Shape;
  if (written.enum !== undefined) return written.enum.includes('true') ? '`true` or `false`' : `one of ${written.enum.map((value) => `\`${value}\``).join(', ')}`;
  if (read.type === 'number') return written.pattern?.includes('KB') ? `a size, ${range(read, sizeText)}` : `a whole number, ${range(read, (value) => value.toLocaleString('en-US'))}`;
  const refused = field.safeParse(NOTHING);
  const words = refused.success ? textOf(written) : expected(refused.error.issues[0]?.message ?? '');
  return read.type === 'array' && !words.includes('s ') ? `${words}; several are separated by commas` : words;
}

function range({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Shape, show: (value: number) => string): string {
  return maximum === Number.MAX_SAFE_INTEGER ? `at least ${show(minimum)}` : `from ${show(minimum)} to ${show(maximum)}`;
}

function sizeText(bytes: number): string {
  const [size, unit] = UNITS.find(([size]) => bytes % size === 0 && bytes > 0) ?? [1, 'bytes'];
  return `${bytes / size} ${unit}`;
}

function textOf({ maxLength }: Shape): string {
  return maxLength === undefined ? 'text' : `text of at most ${maxLength.toLocaleString('en-US')} characters`;
}

function expected(message: string): string {
  if (message === 'Invalid URL') return 'an address';
  if (message === 'Invalid email address') return 'an e-mail address';
  return message.replace(/,? (?:was|were) expected/, '').replace(/^"\?" is not /, 'text ');
}
