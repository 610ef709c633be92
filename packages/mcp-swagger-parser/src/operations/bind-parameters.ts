import { firstExample } from './first-example.js';
import { booleanMember, isObject, listMember, objectMember, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import { shown } from '../json/shown.js';
import type { Warnings } from '../warning.js';
import { bindFields } from './bind-fields.js';
import { KnownParameters } from './known-parameters.js';
import type { Operation } from './list-operations.js';
import type { ParameterPlace, ParameterStyle } from './operation-binding.js';
import type { Parameter } from './parameter.js';

const PLACES = new Set<string>(['path', 'query', 'querystring', 'header', 'cookie']);
const DELIMITED: ParameterStyle[] = ['spaceDelimited', 'pipeDelimited', 'tabDelimited'];
const STYLES: Record<ParameterPlace, ParameterStyle[]> = {
  path: ['simple', 'label', 'matrix', ...DELIMITED],
  query: ['form', 'deepObject', ...DELIMITED],
  querystring: ['form'],
  header: ['simple', ...DELIMITED],
  cookie: ['form', 'cookie'],
};
// The first three are said elsewhere in a document (OpenAPI "Parameter Object"); the others belong to the connection.
const NOT_ARGUMENTS = new Set(['accept', 'content-type', 'authorization', 'host', 'content-length', 'transfer-encoding', 'connection', 'cookie', 'upgrade', 'te', 'trailer', 'expect', 'keep-alive', 'proxy-authorization']);

/** The parameters of an operation: its own, then those of its path that it does not override. What is wrong with one is a warning. */
export function bindParameters(operation: Operation, references: References, warnings: Warnings, known = new KnownParameters()): Parameter[] {
  const found = new Map<string, Parameter>();
  const add = (owner: JsonObject, ownerPointer: string, isShared: boolean): void => {
    const list = listMember(owner, 'parameters');
    if (list.length === 0) return;
    const inThisList = new Set<string>();
    const listPointer = append(ownerPointer, 'parameters');
    for (let index = 0; index < list.length; index++) {
      const item = list[index];
      const pointer = `${listPointer}/${index}`;
      const before = known.find(item, isShared);
      const { told } = warnings;
      // What is said about one that is out of place is said where it stands.
      const parameter = before !== undefined && (before.in !== 'path' || operation.path.includes(`{${before.name}}`)) ? before : read(item, pointer, references, warnings);
      if (parameter === undefined) continue;
      // What is wrong with one is said at each place.
      if (before === undefined && warnings.told === told) known.remember(item, parameter);
      const key = `${parameter.in} ${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`;
      if (inThisList.has(key)) warnings.add('PARAMETER', pointer, `The ${parameter.in} parameter ${parameter.name} is declared twice; the first one counts.`);
      inThisList.add(key);
      if (!found.has(key)) found.set(key, parameter);
    }
  };
  add(operation.value, operation.pointer, false);
  add(operation.pathItem, operation.pathPointer, true);
  return agreeWithTemplate([...found.values()], operation, warnings);
}

function read(item: unknown, pointer: string, references: References, warnings: Warnings): Parameter | undefined {
  const target = references.follow(item, pointer);
  const place = target && textMember(target.value, 'in');
  const name = target && textMember(target.value, 'name');
  if (target === undefined || place === undefined || name === undefined || !isPlace(place)) {
    warnings.add('PARAMETER', pointer, 'A parameter is left out: it needs a name and a place (path, query, querystring, header or cookie).');
    return undefined;
  }
  if (place === 'header' && NOT_ARGUMENTS.has(name.toLowerCase())) return undefined;
  const { value } = target;
  const [mediaType, media] = Object.entries(objectMember(value, 'content') ?? {})[0] ?? [];
  const contentPointer = mediaType === undefined ? '' : append(append(append(target.pointer, 'content'), mediaType), 'schema');
  const declared = textMember(value, 'style');
  const style = STYLES[place].find((one) => one === declared) ?? STYLES[place][0] ?? 'form';
  if (value['style'] !== undefined && value['style'] !== null && style !== declared && mediaType === undefined) {
    warnings.add('STYLE', append(target.pointer, 'style'), `The style ${shown(value['style'])} is none for a ${place} parameter (${STYLES[place].join(', ')}); it is sent as ${style}.`);
  }
  const description = textMember(value, 'description');
  return {
    name,
    in: place,
    required: place === 'path' || value['required'] === true,
    style,
    explode: booleanMember(value, 'explode') ?? (style === 'form' || style === 'cookie' || style === 'deepObject'),
    allowReserved: value['allowReserved'] === true,
    allowEmptyValue: value['allowEmptyValue'] === true,
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(mediaType?.includes('form-urlencoded') === true && isObject(media) ? { fields: bindFields(media, contentPointer, references) } : {}),
    schema: withExample(mediaType === undefined ? value['schema'] : isObject(media) ? media['schema'] : undefined, value),
    schemaPointer: mediaType === undefined ? append(target.pointer, 'schema') : contentPointer,
    ...(description === undefined ? {} : { description }),
    deprecated: value['deprecated'] === true,
  };
}

function isPlace(place: string): place is ParameterPlace {
  return PLACES.has(place);
}

/** An example stands on the parameter as often as on its schema. */
function withExample(schema: unknown, parameter: JsonObject): unknown {
  const example = firstExample(parameter);
  if (!isObject(schema) || example === undefined || schema['examples'] !== undefined) return schema;
  return { ...schema, examples: [example] };
}

/** Every `{name}` of the path has a parameter, and every path parameter a `{name}`: documents forget either. */
function agreeWithTemplate(parameters: Parameter[], operation: Operation, warnings: Warnings): Parameter[] {
  if (!operation.path.includes('{') && parameters.every((parameter) => parameter.in !== 'path')) return parameters;
  const names = operation.path.match(/\{[^{}]+\}/g)?.map((braced) => braced.slice(1, -1)) ?? [];
  const kept = parameters.filter((parameter) => {
    if (parameter.in !== 'path' || names.includes(parameter.name)) return true;
    warnings.add('PARAMETER', parameter.schemaPointer, `The path parameter ${parameter.name} is left out: ${operation.path} has no {${parameter.name}}.`);
    return false;
  });
  for (const name of names) {
    if (kept.some((parameter) => parameter.in === 'path' && parameter.name === name)) continue;
    warnings.add('PARAMETER', operation.pointer, `{${name}} of ${operation.path} is not declared; it is taken as text.`);
    kept.unshift({
      name, in: 'path', required: true, style: 'simple', explode: false, allowReserved: false, allowEmptyValue: false,
      schema: { type: 'string' }, schemaPointer: operation.pointer, deprecated: false,
    });
  }
  return kept;
}
