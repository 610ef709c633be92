import { isObject } from '../json/json-object.js';
import { unshare } from '../json/unshare.js';
import { readOverlay } from '../overlay/overlay.js';
import type { Overlay } from '../overlay/overlay.js';
import type { SourceTexts } from '../position/source-texts.js';
import type { Warnings } from '../warning.js';
import { withLine } from './error-with-line.js';
import { parseText } from './parse-text.js';
import { readRoot } from './read-root.js';
import type { DocumentSource, RootText } from './read-root.js';
import type { ReadLimits } from './read-source.js';
import { resolveAddress } from './reference-address.js';

/** Reads overlays and applies them, one after the other, to a parsed document; gives what was read. Rejects with DocumentError. */
export async function applyOverlays(
  value: unknown,
  overlays: DocumentSource[],
  { limits, url, sources, warnings }: { limits: ReadLimits; url: string | undefined; sources: SourceTexts; warnings: Warnings },
): Promise<RootText[]> {
  if (overlays.length === 0 || !isObject(value)) return [];
  // Loaded only by those who use it.
  const { applyOverlay } = await import('../overlay/apply-overlay.js');
  // An alias of YAML is one object in several places; a change is meant for the place that it names.
  for (const [name, member] of Object.entries(unshare(value))) value[name] = member;
  const read: RootText[] = [];
  for (const [index, source] of overlays.entries()) {
    const root = await readRoot(source, limits);
    const { text, url: overlayUrl, name } = root;
    const known = name === 'The text' ? `number ${index + 1}` : name;
    const parsed = await parseText(text, known, warnings, known);
    sources.add(undefined, parsed, known);
    read.push(root);
    try {
      const overlay = readOverlay(parsed.value, known);
      checkExtends(overlay, overlayUrl, url, warnings);
      applyOverlay(value, overlay, warnings);
    } catch (error) {
      throw withLine(error, sources, known);
    }
  }
  return read;
}

/** `extends` says for which document an overlay is meant; which one it is applied to is the operator's to say. */
function checkExtends(overlay: Overlay, overlayUrl: string | undefined, url: string | undefined, warnings: Warnings): void {
  if (overlay.extends === undefined || url === undefined) return;
  const meant = resolveAddress(overlay.extends, overlayUrl);
  if (meant === undefined || meant === url) return;
  warnings.add('OVERLAY', '#/extends', `The overlay ${overlay.name} is written for ${overlay.extends}, and is applied to ${url}.`, { file: overlay.name });
}
