import { isObject, listMember, objectMember, textMember } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';
import { append } from '../../json/json-pointer.js';
import { References } from '../../json/references.js';
import { METHODS } from '../../operations/http-methods.js';
import type { Warnings } from '../../warning.js';
import { liftBody, liftForm, mediaTypes } from './lift-body.js';
import { liftParameter, needsLifting } from './lift-parameter.js';
import { liftResponse } from './lift-response.js';
import { liftServers } from './lift-servers.js';

/** What a document says for all its operations. */
export interface DocumentTypes {
  consumes: string[];
  produces: string[];
}

/**
 * Gives operations that are written as in Swagger 2.0 the parts that OpenAPI 3 has, in place: a request body, schemas of parameters, the
 * content of responses. What is written as in OpenAPI 3 stays as it is, so documents that mix the two work as well.
 */
export function liftOperations(root: JsonObject, types: DocumentTypes, warnings: Warnings): void {
  const references = new References(root);
  const seen = new Set<object>();

  /** Those that are not written as in OpenAPI 3. */
  const parametersOf = (owner: JsonObject, pointer: string): Parameter[] => {
    const found: Parameter[] = [];
    const list = listMember(owner, 'parameters');
    for (let index = 0; index < list.length; index++) {
      const item = list[index];
      const value = isObject(item) && typeof item['$ref'] !== 'string' ? item : references.follow(item, '')?.value;
      if (value === undefined || (!isBody(value) && !needsLifting(value))) continue;
      found.push({ value, pointer: () => references.follow(item, '')?.pointer || append(append(pointer, 'parameters'), index) });
    }
    return found;
  };

  const responses = (owner: JsonObject, pointer: string, produces: string[]): void => {
    for (const status in owner) {
      const item = owner[status];
      if (isObject(item) && item['$ref'] === undefined && isObject(item['content'])) continue;
      const target = references.follow(item, '');
      if (target === undefined || isObject(target.value['content'])) continue;
      // Another operation may answer the same in another media type.
      const response = isObject(item) && item['$ref'] !== undefined ? { ...target.value } : target.value;
      liftResponse(response, produces);
      for (const [name, header] of Object.entries(objectMember(response, 'headers') ?? {})) {
        if (isObject(header)) liftParameter(header, () => append(append(target.pointer || append(pointer, status), 'headers'), name), 'header', warnings);
      }
      if (response['content'] !== undefined) owner[status] = response;
    }
  };

  const body = (owner: JsonObject, pointer: string, parameters: JsonObject[]): void => {
    const whole = parameters.find((parameter) => parameter['in'] === 'body');
    const fields = parameters.filter(isField);
    const consumes = mediaTypes(owner, 'consumes') ?? types.consumes;
    if (whole !== undefined && fields.length > 0) warnings.add('BODY', append(pointer, 'parameters'), 'The operation has a body and form fields; only the body is sent.');
    if (owner['requestBody'] !== undefined) return;
    if (whole !== undefined) owner['requestBody'] = liftBody(whole, consumes);
    else if (fields.length > 0) owner['requestBody'] = liftForm(fields, consumes);
  };

  /** Lifts the parameters that are none of a body, and takes the others from the list. */
  const others = (owner: JsonObject, parameters: Parameter[]): void => {
    if (parameters.length === 0) return;
    const gone = new Set<object>();
    for (const { value, pointer } of parameters) {
      if (isBody(value)) gone.add(value);
      else if (!seen.has(value)) liftParameter(value, pointer, textMember(value, 'in') ?? '', warnings);
      seen.add(value);
    }
    if (gone.size > 0) owner['parameters'] = listMember(owner, 'parameters').filter((item) => !gone.has(references.follow(item, '#')?.value ?? {}));
  };

  const operation = (value: JsonObject, pointer: string, shared: Parameter[]): void => {
    if (seen.has(value)) return;
    seen.add(value);
    const own = parametersOf(value, pointer);
    const inherited = shared.filter((parameter) => isBody(parameter.value) && !own.some((other) => isSame(parameter.value, other.value)));
    const bodies = own.length + inherited.length === 0 ? [] : [...own, ...inherited].map((parameter) => parameter.value).filter(isBody);
    if (bodies.length > 0) body(value, pointer, bodies);
    others(value, own);
    responses(objectMember(value, 'responses') ?? {}, `${pointer}/responses`, mediaTypes(value, 'produces') ?? types.produces);
    if (Array.isArray(value['schemes']) && value['servers'] === undefined && textMember(root, 'host') !== undefined) value['servers'] = liftServers(root, value['schemes']);
  };

  for (const [path, item] of Object.entries(objectMember(root, 'paths') ?? {})) {
    const target = references.follow(item, append('#/paths', path));
    if (target === undefined || seen.has(target.value)) continue;
    seen.add(target.value);
    const shared = parametersOf(target.value, target.pointer);
    for (const method of METHODS) {
      const value = objectMember(target.value, method);
      if (value !== undefined) operation(value, `${target.pointer}/${method}`, shared);
    }
    others(target.value, shared);
  }
}

/** A parameter behind its references, and where it stands. */
interface Parameter {
  value: JsonObject;
  pointer: () => string;
}

function isField({ in: place }: JsonObject): boolean {
  return place === 'formData' || place === 'form';
}

function isBody(parameter: JsonObject): boolean {
  return parameter['in'] === 'body' || isField(parameter);
}

function isSame(a: JsonObject, b: JsonObject): boolean {
  return a['in'] === b['in'] && (a['in'] === 'body' || a['name'] === b['name']);
}
