import { argumentNames } from '../operations/argument-names.js';
import type { Slot } from '../operations/argument-names.js';
import type { Body } from '../operations/bind-body.js';
import type { Parameter } from '../operations/bind-parameters.js';

/** An argument of a tool, and what it fills: a parameter, the body, or the choice of a media type (the first is what comes without it). */
export type Argument =
  | { name: string; fills: 'parameter'; parameter: Parameter }
  | { name: string; fills: 'body'; body: Body }
  | { name: string; fills: 'contentType' | 'accept'; mediaTypes: string[] };

/** The arguments of an operation: its parameters, its body, and the media types of body and answer where there is a choice. */
export function nameArguments(parameters: Parameter[], body: Body | undefined, accept: string[] | undefined): Argument[] {
  const unnamed: (Slot & { named: (name: string) => Argument })[] = parameters.map((parameter) => ({
    name: parameter.name,
    in: parameter.in,
    named: (name) => ({ name, fills: 'parameter', parameter }),
  }));
  if (body !== undefined) unnamed.push({ name: 'body', in: 'body', named: (name) => ({ name, fills: 'body', body }) });
  if (body !== undefined && body.alternatives.length > 0) {
    const mediaTypes = [body, ...body.alternatives].map(({ mediaType }) => mediaType);
    unnamed.push({ name: 'contentType', in: 'body', named: (name) => ({ name, fills: 'contentType', mediaTypes }) });
  }
  if (accept !== undefined) unnamed.push({ name: 'accept', in: 'answer', named: (name) => ({ name, fills: 'accept', mediaTypes: accept }) });
  const names = argumentNames(unnamed);
  return unnamed.map(({ name, named }, index) => named(names[index] ?? name));
}
