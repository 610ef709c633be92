import { type Conversion, convertDocument } from './document-model.js';
import { loadRequested, type ModelRequest } from './load-requested.js';

/** What `loadModel` gives, for who asks nothing about the document itself: the hashes of large texts are not made for nobody. Rejects with DocumentError. */
export async function loadConversion(request: ModelRequest): Promise<{ model: Conversion; kept: Promise<void> }> {
  if (request.cacheDirectory === undefined) return { model: convertDocument(await loadRequested(request), request.options), kept: Promise.resolve() };
  // Files and hashes are for those who keep something.
  const { loadModel } = await import('./load-model.js');
  return await loadModel(request);
}
