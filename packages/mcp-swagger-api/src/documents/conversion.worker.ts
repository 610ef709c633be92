import { parentPort, workerData } from 'node:worker_threads';
import { DocumentError, loadDocument, toTools } from 'mcp-swagger-parser';
import type { ConversionAnswer, ConversionRequest } from './conversion.js';

/** Converts one document in a thread of its own: a large one takes seconds, and the API has clients to answer meanwhile. */
async function convert({ source, outgoing, filters, overlays = [], outputSchemas }: ConversionRequest): Promise<ConversionAnswer> {
  try {
    const document = await loadDocument(source, { outgoing, overlays: overlays.map((text) => ({ text })) });
    const { tools, warnings, skipped } = toTools(document, { ...filters, ...(outputSchemas === undefined ? {} : { outputSchemas }) });
    return {
      ok: true,
      conversion: {
        title: document.title,
        version: document.documentVersion,
        openapiVersion: document.version,
        hash: document.hash,
        text: document.text,
        tools: tools.map(({ name, title, description, inputSchema, annotations, _meta }) => ({
          name,
          ...(title === undefined ? {} : { title }),
          description,
          inputSchema,
          annotations,
          _meta,
        })),
        warnings,
        skipped,
      },
    };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const { code, message, pointer, line, column } = error;
    return { ok: false, failure: { code, message, pointer, line, column } };
  }
}

parentPort?.postMessage(await convert(workerData as ConversionRequest));
