// Counts the operations of a raw document without the parser: what the parser does not see cannot be compared with itself.
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

export function countOperations(document) {
  let count = 0;
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    if (path.startsWith('x-')) continue;
    const pathItem = typeof item?.$ref === 'string' ? { ...pointAt(document, item.$ref), ...item } : item;
    if (pathItem === null || typeof pathItem !== 'object') continue;
    count += METHODS.filter((method) => pathItem[method] !== undefined && pathItem[method] !== null).length;
    count += Object.keys(pathItem.additionalOperations ?? {}).length;
  }
  return count;
}

function pointAt(document, reference) {
  return reference
    .replace(/^#\//, '')
    .split('/')
    .map((token) => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((here, token) => here?.[token], document);
}
