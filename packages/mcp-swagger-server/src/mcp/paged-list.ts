import { hash } from 'node:crypto';
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';

/** Clients that cannot page would not survive longer lists either. */
const PAGE_LENGTH = 500;

/**
 * A list that is told in pages (MCP "Pagination"), and first asked for when somebody reads it. Its cursors are good for every list of the same names in the
 * same order: also in another process, and not after a reload by which the others came, went or are called otherwise.
 */
export class PagedList<T> {
  #version: string | undefined;

  constructor(
    private readonly list: () => readonly T[],
    private readonly nameOf: (item: T) => string,
    private readonly pageLength = PAGE_LENGTH,
  ) {}

  /** The page at a cursor, the first one without. Throws ProtocolError (-32602) for a cursor that is not of this list. */
  page(cursor: string | undefined): { items: T[]; nextCursor?: string } {
    const items = this.list();
    const start = cursor === undefined ? 0 : this.#positionOf(cursor, items.length);
    const end = start + this.pageLength;
    return { items: items.slice(start, end), ...(end < items.length ? { nextCursor: this.#cursorAt(end) } : {}) };
  }

  #cursorAt(position: number): string {
    this.#version ??= hash('sha256', JSON.stringify(this.list().map(this.nameOf))).slice(0, 16);
    return Buffer.from(`${this.#version}:${position}`).toString('base64url');
  }

  #positionOf(cursor: string, length: number): number {
    const text = cursor.length > 200 ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
    const position = Number(text.slice(text.lastIndexOf(':') + 1));
    const isOurs = text !== '' && Number.isInteger(position) && position > 0 && position < length && this.#cursorAt(position) === cursor;
    if (!isOurs) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'This cursor is not of the present list, which may have changed; list again from the start, without a cursor.');
    return position;
  }
}
