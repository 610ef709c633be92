import type { Connection } from 'mcp-swagger-ipc';

/** The contract's most for one CONNECTION_STATS. */
const MAX_PAGE = 500;

/** A reader cuts lines at 1 MiB; connections that say much about themselves get fewer to a page. */
const MAX_PAGE_BYTES = 512 * 1024;

/** Connections in pages that fit into a line each; one empty page when there are none. */
export function statsPages(connections: readonly Connection[], maxPage = MAX_PAGE, maxBytes = MAX_PAGE_BYTES): Connection[][] {
  const pages: Connection[][] = [[]];
  let bytes = 0;
  for (const connection of connections) {
    const size = Buffer.byteLength(JSON.stringify(connection));
    const page = pages.at(-1);
    if (page !== undefined && page.length < maxPage && (page.length === 0 || bytes + size <= maxBytes)) {
      page.push(connection);
      bytes += size;
    } else {
      pages.push([connection]);
      bytes = size;
    }
  }
  return pages;
}
