/** A media type without its parameters, in small letters (RFC 9110 section 8.3.1). */
export function essenceOf(mediaType: string): string {
  // As most are written.
  if (/^[a-z\d*/+.-]+$/.test(mediaType)) return mediaType;
  const end = mediaType.indexOf(';');
  return (end === -1 ? mediaType : mediaType.slice(0, end)).trim().toLowerCase();
}

/** True for JSON and everything that is written as JSON (`+json`, RFC 6839). */
export function isJsonType(mediaType: string): boolean {
  return mediaType === 'application/json' || /^(application|text)\/(x-)?json$|\+json$/.test(essenceOf(mediaType));
}

/** True for XML and everything that is written as XML (`+xml`, RFC 7303). */
export function isXmlType(mediaType: string): boolean {
  return /^(application|text)\/xml$|\+xml$/.test(essenceOf(mediaType));
}
