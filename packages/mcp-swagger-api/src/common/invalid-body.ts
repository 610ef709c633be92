import { AppError } from './app-error.js';

/** A complaint of a schema (Standard Schema, which zod's issues are). */
export interface SchemaIssue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

/** Most that are told at once; a list of ten thousand wrong entries has as many. */
const MOST_TOLD = 50;

/** What is wrong with a body or query, field by field: `errors` holds `{field, message}`, with an empty field for the whole of it. */
export function invalidBody(issues: readonly SchemaIssue[]): AppError {
  const errors = issues.slice(0, MOST_TOLD).map(({ path = [], message }) => ({ field: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'), message }));
  const detail = errors.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; ');
  return new AppError(400, 'BAD_REQUEST', detail, { errors });
}
