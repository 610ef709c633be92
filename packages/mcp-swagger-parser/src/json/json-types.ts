/** The types that a value of JSON can have (JSON Schema 2020-12 validation, section 6.1.1). */
export const JSON_TYPES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);
