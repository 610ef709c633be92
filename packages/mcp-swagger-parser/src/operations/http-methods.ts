/** The methods that a path item may have, in the order in which their tools are listed; `query` came with OpenAPI 3.2. */
export const METHODS = ['get', 'head', 'options', 'query', 'post', 'put', 'patch', 'delete', 'trace'] as const;
