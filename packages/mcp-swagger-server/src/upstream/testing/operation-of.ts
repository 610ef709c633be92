import type { OperationBinding, ParameterBinding, Tool } from 'mcp-swagger-parser';

/** A parameter binding; its argument is called as it is. */
export function parameterOf(place: ParameterBinding['in'], rest: Partial<ParameterBinding> = {}): ParameterBinding {
  const name = rest.name ?? 'p';
  const style = rest.style ?? (place === 'path' || place === 'header' ? 'simple' : 'form');
  const explode = style === 'form' || style === 'cookie' || style === 'deepObject';
  return { argument: name, name, in: place, required: place === 'path', style, explode, allowReserved: false, allowEmptyValue: false, ...rest };
}

/** An operation binding with nothing but what is given. */
export function operationOf(rest: Partial<OperationBinding> = {}): OperationBinding {
  return { method: 'GET', path: '/a', parameters: [], responses: [], servers: [{ url: '/', variables: {} }], hasOwnServers: false, wrapsResult: false, ...rest };
}

/** A tool that takes anything. */
export function toolOf(operation: Partial<OperationBinding> = {}, inputSchema: Tool['inputSchema'] = { type: 'object' }): Tool {
  const binding = operationOf(operation);
  return { name: 'op', description: '', tags: [], inputSchema, annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true }, _meta: { method: binding.method, path: binding.path }, operation: binding };
}
