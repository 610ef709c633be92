import { DocumentError } from 'mcp-swagger-parser';
import { ServerError } from '../server-error.js';
import { UpstreamError } from '../upstream/upstream-error.js';

/** True for errors that are told without a stack: whoever reads them can do something about them. */
export function isExpected(error: unknown): error is Error {
  return error instanceof ServerError || error instanceof DocumentError || error instanceof UpstreamError;
}
