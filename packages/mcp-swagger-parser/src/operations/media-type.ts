/** What the name of a media type says. */
interface Named {
  essence: string;
  isJson: boolean;
  isXml: boolean;
}

/** A document has a dozen, and names them at each of its operations. */
const MOST_KNOWN = 200;
const known = new Map<string, Named>();

/** A media type without its parameters, in small letters (RFC 9110 section 8.3.1). */
export function essenceOf(mediaType: string): string {
  return read(mediaType).essence;
}

/** True for JSON and everything that is written as JSON (`+json`, RFC 6839). */
export function isJsonType(mediaType: string): boolean {
  return read(mediaType).isJson;
}

/** True for XML and everything that is written as XML (`+xml`, RFC 7303). */
export function isXmlType(mediaType: string): boolean {
  return read(mediaType).isXml;
}

function read(mediaType: string): Named {
  const before = known.get(mediaType);
  if (before !== undefined) return before;
  const end = mediaType.indexOf(';');
  const essence = (end === -1 ? mediaType : mediaType.slice(0, end)).trim().toLowerCase();
  const named = { essence, isJson: /^(application|text)\/(x-)?json$|\+json$/.test(essence), isXml: /^(application|text)\/xml$|\+xml$/.test(essence) };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(mediaType, named);
  return named;
}
