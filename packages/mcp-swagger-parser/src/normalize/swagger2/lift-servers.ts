import { isObject, listMember, objectMember, scalarText, textMember } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';

/**
 * The servers of a Swagger 2.0 document: a URL for each scheme. Without schemes it is the one by which the document was read, and without
 * a host the host of the document: relative URLs say both.
 */
export function liftServers(root: JsonObject, schemes: unknown = root['schemes']): JsonObject[] {
  const path = (textMember(root, 'basePath') ?? '').trim().replace(/\/+$/, '');
  const basePath = path === '' || path.startsWith('/') ? path : `/${path}`;
  const parameterized = objectMember(root, 'x-ms-parameterized-host');
  const template = parameterized === undefined ? undefined : textMember(parameterized, 'hostTemplate');
  const host = template ?? textMember(root, 'host')?.trim().replace(/\/+$/, '');
  if (host === undefined) return basePath === '' ? [] : [{ url: basePath }];
  const variables = parameterized === undefined ? {} : hostVariables(parameterized);
  const isWhole = /^(\w+:)?\/\//.test(host) || parameterized?.['useSchemePrefix'] === false;
  const known = ['https', 'http'].filter((scheme) => Array.isArray(schemes) && schemes.includes(scheme));
  const origins = isWhole ? [host] : known.length === 0 ? [`//${host}`] : known.map((scheme) => `${scheme}://${host}`);
  return origins.map((origin) => ({ url: `${origin}${basePath}`, ...(Object.keys(variables).length > 0 ? { variables } : {}) }));
}

/** What Azure's descriptions say about the parts of a host. */
function hostVariables(host: JsonObject): JsonObject {
  const variables: JsonObject = {};
  for (const parameter of listMember(host, 'parameters').filter(isObject)) {
    const name = textMember(parameter, 'name');
    const fallback = scalarText(parameter['default']);
    if (name !== undefined) variables[name] = { ...(fallback === undefined ? {} : { default: fallback }), ...(Array.isArray(parameter['enum']) ? { enum: parameter['enum'] } : {}) };
  }
  return variables;
}
