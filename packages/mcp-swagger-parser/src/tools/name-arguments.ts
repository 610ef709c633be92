import { argumentNames } from '../operations/argument-names.js';
import type { Slot } from '../operations/argument-names.js';
import type { Body } from '../operations/bind-body.js';
import type { Parameter } from '../operations/parameter.js';

/** An argument of a tool, and what it fills: a parameter, the body, or the choice of a media type (the first is what comes without it). */
export type Argument =
  | { name: string; fills: 'parameter'; parameter: Parameter }
  | { name: string; fills: 'body'; body: Body }
  | { name: string; fills: 'contentType' | 'accept'; mediaTypes: string[] };

/** The arguments of an operation: its parameters, its body, and the media types of body and answer where there is a choice. */
export function nameArguments(parameters: Parameter[], body: Body | undefined, accept: string[] | undefined): Argument[] {
  const slots: Slot[] = [...parameters];
  if (body !== undefined) slots.push({ name: 'body', in: 'body' });
  const mediaTypes = body === undefined || body.alternatives.length === 0 ? undefined : [body, ...body.alternatives].map(({ mediaType }) => mediaType);
  if (mediaTypes !== undefined) slots.push({ name: 'contentType', in: 'body' });
  if (accept !== undefined) slots.push({ name: 'accept', in: 'answer' });
  const names = argumentNames(slots);
  const named = parameters.map((parameter, index): Argument => ({ name: names[index] ?? parameter.name, fills: 'parameter', parameter }));
  const nextName = (): string => names[named.length] ?? '';
  if (body !== undefined) named.push({ name: nextName(), fills: 'body', body });
  if (mediaTypes !== undefined) named.push({ name: nextName(), fills: 'contentType', mediaTypes });
  if (accept !== undefined) named.push({ name: nextName(), fills: 'accept', mediaTypes: accept });
  return named;
}
