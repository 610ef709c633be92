import { ResourceNotFoundError } from '@modelcontextprotocol/server';
import type { Resource } from 'mcp-swagger-parser';
import type { Upstream } from '../upstream/index.js';
import type { ResourceContents } from '../upstream/tool-call-result.js';
import { uriMatcher, type UriMatcher } from './match-uri.js';

/** A resource or a template as it is listed. */
export interface ListedResource {
  uri: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
}
export type ListedTemplate = Omit<ListedResource, 'uri'> & { uriTemplate: string };

/** What can be read: the operations that are resources, and what did not fit into answers. */
export class ResourceShelf {
  readonly resources: readonly ListedResource[];
  readonly templates: readonly ListedTemplate[];
  readonly #byUri: Map<string, Resource>;
  readonly #byTemplate: { matches: UriMatcher; resource: Resource }[];

  constructor(
    resources: readonly Resource[],
    private readonly upstream: Upstream,
  ) {
    this.resources = resources.flatMap((resource) => (resource.uri === undefined ? [] : [{ uri: resource.uri, ...described(resource) }]));
    this.templates = resources.flatMap((resource) => (resource.uriTemplate === undefined ? [] : [{ uriTemplate: resource.uriTemplate, ...described(resource) }]));
    this.#byUri = new Map(resources.flatMap((resource) => (resource.uri === undefined ? [] : [[resource.uri, resource] as const])));
    this.#byTemplate = resources.flatMap((resource) => (resource.uriTemplate === undefined ? [] : [{ matches: uriMatcher(resource.uriTemplate), resource }]));
  }

  /** Reads a resource. Rejects with ResourceNotFoundError for a URI that none has, and with UpstreamError when reading fails. */
  async read(uri: string, signal: AbortSignal): Promise<ResourceContents[]> {
    const kept = this.upstream.rest(uri);
    if (kept !== undefined) return kept;
    const fixed = this.#byUri.get(uri);
    if (fixed !== undefined) return await this.#readAs(uri, fixed, {}, signal);
    for (const { matches, resource } of this.#byTemplate) {
      const variables = matches(uri);
      if (variables !== undefined) return await this.#readAs(uri, resource, variables, signal);
    }
    throw new ResourceNotFoundError(uri, `There is no resource ${JSON.stringify(uri.slice(0, 500))}${uri.startsWith('answer:') ? '; what was cut is kept for some minutes only: call the tool again' : ''}.`);
  }

  async #readAs(uri: string, resource: Resource, variables: Record<string, string>, signal: AbortSignal): Promise<ResourceContents[]> {
    const contents = await this.upstream.read(resource, variables, { signal });
    return contents.map((content, index) => (index === 0 ? { ...content, uri } : content));
  }
}

function described({ name, title, description, mimeType }: Resource): Omit<ListedResource, 'uri'> {
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(mimeType === undefined ? {} : { mimeType }),
  };
}
