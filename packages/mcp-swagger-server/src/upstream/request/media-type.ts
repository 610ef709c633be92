/** A media type in lower case without its parameters; empty when there is none. */
export function essenceOf(contentType: string | undefined): string {
  if (contentType === undefined) return '';
  const end = contentType.indexOf(';');
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}

/** A parameter of a media type (RFC 9110 section 5.6.6), without its quotes. */
export function parameterOf(contentType: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, 'i').exec(contentType);
  return match?.[1]?.replaceAll(/\\(.)/g, '$1') ?? match?.[2];
}

export function isJson(essence: string): boolean {
  return /^(application|text)\/([\w.-]+\+)?json$|\+json$/.test(essence);
}

/** JSON values, one a line. */
export function isJsonLines(essence: string): boolean {
  return /^(application|text)\/(x-)?(ndjson|jsonl|jsonlines|json-lines)$/.test(essence);
}

/** JSON values, each after a record separator (RFC 7464). */
export function isJsonSequence(essence: string): boolean {
  return essence === 'application/json-seq' || essence.endsWith('+json-seq');
}

export function isEventStream(essence: string): boolean {
  return essence === 'text/event-stream';
}

export function isMultipart(essence: string): boolean {
  return essence.startsWith('multipart/');
}

export function isTextual(essence: string): boolean {
  if (essence.startsWith('text/') || isJson(essence) || isJsonLines(essence) || isJsonSequence(essence)) return true;
  return /xml|yaml|javascript|ecmascript|x-www-form-urlencoded|graphql|csv|x-sh\b|sql|^application\/(http|toml|x-pem-file|pgp-.*)$/.test(essence) && !/openxml|zip|sqlite/.test(essence);
}
