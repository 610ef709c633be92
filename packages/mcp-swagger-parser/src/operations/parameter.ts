import type { ParameterBinding } from './operation-binding.js';

/** A parameter of an operation, before it has the name of an argument. */
export interface Parameter extends Omit<ParameterBinding, 'argument'> {
  schema: unknown;
  schemaPointer: string;
  description?: string;
  deprecated: boolean;
}
