import type { JsonObject } from '../json/json-object.js';

/** True for a schema whose values are the bytes of a file: `format: binary` of OpenAPI 3.0. */
export function isBinary(schema: JsonObject): boolean {
  return schema['format'] === 'binary' && (schema['type'] === undefined || schema['type'] === 'string' || isNullableText(schema['type']));
}

/** How a tool takes a file: JSON has no bytes, so they travel as base64, or as text. */
export function fileSchema(description: string | undefined): JsonObject {
  return {
    description: [description, 'A file: base64 text, or an object with data (base64) or text, filename and mimeType.'].filter(Boolean).join(' '),
    anyOf: [
      { type: 'string', contentEncoding: 'base64' },
      {
        type: 'object',
        properties: {
          data: { type: 'string', contentEncoding: 'base64' },
          text: { type: 'string' },
          filename: { type: 'string' },
          mimeType: { type: 'string' },
        },
        additionalProperties: false,
      },
    ],
  };
}

function isNullableText(type: unknown): boolean {
  return Array.isArray(type) && type.includes('string');
}
