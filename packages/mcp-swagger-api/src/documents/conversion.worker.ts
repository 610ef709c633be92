import { parentPort, workerData } from 'node:worker_threads';
import { DocumentError, loadDocument, toTools } from 'mcp-swagger-parser';
import { compareTools } from './compare-tools.js';
import type { Conversion, ConversionAnswer, ConversionRequest } from './conversion.js';

/** Converts one document in a thread of its own: a large one takes seconds, and the API has clients to answer meanwhile. */
async function answer(request: ConversionRequest): Promise<ConversionAnswer> {
  const { against } = request;
  try {
    const conversion = await convert(request);
    if (against === undefined) return { ok: true, conversion };
    const { tools } = await convert({ ...request, source: against });
    return { ok: true, conversion: { ...conversion, diff: compareTools(tools, conversion.tools) } };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const { code, message, pointer, line, column } = error;
    return { ok: false, failure: { code, message, pointer, line, column } };
  }
}

async function convert({ source, outgoing, filters, overlays = [], outputSchemas }: ConversionRequest): Promise<Conversion> {
  const document = await loadDocument(source, { outgoing, overlays: overlays.map((text) => ({ text })) });
  const { tools, warnings, skipped } = toTools(document, { ...filters, ...(outputSchemas === undefined ? {} : { outputSchemas }) });
  return {
    title: document.title,
    version: document.documentVersion,
    openapiVersion: document.version,
    hash: document.hash,
    text: document.text,
    etag: document.etag,
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
  };
}

parentPort?.postMessage(await answer(workerData as ConversionRequest));
