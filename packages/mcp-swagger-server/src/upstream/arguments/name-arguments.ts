import { isObject } from 'mcp-swagger-parser';
import type { JsonObject, Tool } from 'mcp-swagger-parser';
import { nearestName } from 'mcp-swagger-parser';
import { UpstreamError } from '../upstream-error.js';

/**
 * The arguments under the names that the tool declares. Two ways in which models miss them are understood: a parameter called as on the wire
 * (`$top` for `top`), and the properties of the body given beside the others. Anything else unknown is an UpstreamError that names it.
 */
export function nameArguments(tool: Tool, given: Record<string, unknown>): Record<string, unknown> {
  const declared = declaredBy(tool);
  if (Object.keys(given).every((name) => declared.has(name))) return given;
  const named: [string, unknown][] = [];
  const forBody: [string, unknown][] = [];
  const bodyName = tool.operation.body?.argument;
  const bodyProperties = bodyName === undefined || Object.hasOwn(given, bodyName) ? new Set<string>() : propertiesOf(tool, bodyName);

  for (const [name, value] of Object.entries(given)) {
    const onTheWire = tool.operation.parameters.filter((parameter) => parameter.name === name && !Object.hasOwn(given, parameter.argument));
    if (declared.has(name)) named.push([name, value]);
    else if (onTheWire.length === 1 && onTheWire[0] !== undefined) named.push([onTheWire[0].argument, value]);
    else if (bodyProperties.has(name)) forBody.push([name, value]);
    else throw unknown(name, tool.name, [...declared, ...bodyProperties]);
  }
  if (bodyName !== undefined && forBody.length > 0) named.push([bodyName, Object.fromEntries(forBody)]);
  return Object.fromEntries(named);
}

const declaredNames = new WeakMap<Tool, Set<string>>();

function declaredBy(tool: Tool): Set<string> {
  const known = declaredNames.get(tool);
  if (known !== undefined) return known;
  const declared = new Set(Object.keys(isObject(tool.inputSchema['properties']) ? tool.inputSchema['properties'] : {}));
  declaredNames.set(tool, declared);
  return declared;
}

/** The names of the properties at the top of an argument's schema, through references and `allOf`. */
function propertiesOf(tool: Tool, argument: string): Set<string> {
  const { properties } = tool.inputSchema;
  const names = new Set<string>();
  const visited = new Set<unknown>();
  const visit = (schema: unknown): void => {
    if (!isObject(schema) || visited.has(schema)) return;
    visited.add(schema);
    for (const name of Object.keys(isObject(schema['properties']) ? schema['properties'] : {})) names.add(name);
    visit(definition(tool.inputSchema, schema['$ref']));
    if (Array.isArray(schema['allOf'])) for (const part of schema['allOf']) visit(part);
  };
  visit(isObject(properties) ? properties[argument] : undefined);
  return names;
}

/** The schema that `#/$defs/name` refers to. */
export function definition(root: JsonObject, reference: unknown): JsonObject | undefined {
  if (typeof reference !== 'string' || !reference.startsWith('#/$defs/')) return undefined;
  const definitions = root['$defs'];
  const name = reference.slice('#/$defs/'.length);
  const found = isObject(definitions) && Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  return isObject(found) ? found : undefined;
}

function unknown(name: string, tool: string, known: string[]): UpstreamError {
  const nearest = nearestName(name, known);
  const hint = nearest !== undefined ? `did you mean ${nearest}?` : known.length === 0 ? 'it takes no arguments.' : `it takes ${known.slice(0, 30).join(', ')}.`;
  return new UpstreamError('ARGUMENT_UNKNOWN', `${tool} has no argument ${JSON.stringify(name)}; ${hint} Nothing was sent.`);
}
