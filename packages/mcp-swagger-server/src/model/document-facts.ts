import { isObject, type LoadedDocument } from 'mcp-swagger-parser';

/** What is still needed of a document when its tools are made: all but its contents. Plain data. */
export interface DocumentFacts {
  title: string;
  description?: string;
  /** As the document declares it, for example `2.0` or `3.1.0`. */
  version: string;
  url?: string;
  typedUrl?: string;
  hash: string;
  digest: string;
  files: string[];
  /** The names of the declared security schemes. */
  securitySchemes: string[];
}

export function documentFacts({ root, title, version, url, typedUrl, hash, digest, files }: LoadedDocument): DocumentFacts {
  const description = isObject(root['info']) ? root['info']['description'] : undefined;
  const components = isObject(root['components']) ? root['components'] : {};
  const schemes = isObject(components['securitySchemes']) ? components['securitySchemes'] : {};
  return {
    title,
    ...(typeof description === 'string' ? { description } : {}),
    version,
    ...(url === undefined ? {} : { url }),
    ...(typedUrl === undefined ? {} : { typedUrl }),
    hash,
    digest,
    files,
    securitySchemes: Object.keys(schemes),
  };
}
