import type { OperationBinding, Tool } from 'mcp-swagger-parser';
import type { BaseUrl } from './base-url.js';
import { chooseEncoding } from './choose-encoding.js';
import { encodeBody } from './encode-body.js';
import type { HttpRequest } from './http-request.js';
import { serializeParameters } from './serialize-parameters.js';
import type { DeepObjectLists } from './serialize-value.js';
import { UpstreamError } from '../upstream-error.js';

/** What the operator adds to a request: its own headers and the credentials, all of which stay on the base's origin. */
export interface OperatorParts {
  headers: Record<string, string>;
  query: string[];
  cookies: string[];
}

// Control characters but the tab; those beyond ASCII travel as UTF-8 (RFC 9110 section 5.5).
const NOT_IN_HEADERS = /[^\t\P{Cc}\u0080-\u009f]/u;
const USER_AGENT = 'mcp-swagger-server';

/** The request of a call. Throws UpstreamError when an argument cannot be sent. */
export function assembleRequest(tool: Tool, args: Record<string, unknown>, base: BaseUrl, operator: OperatorParts, deepObjectLists: DeepObjectLists): HttpRequest {
  const { operation } = tool;
  const parameters = serializeParameters(operation, args, deepObjectLists);
  const bodyValue = operation.body === undefined ? undefined : args[operation.body.argument];
  const encoded =
    operation.body === undefined || bodyValue === undefined
      ? undefined
      : encodeBody(bodyValue, chooseEncoding(operation.body, args), { argument: operation.body.argument, deepObjectLists });

  const headers = new HeaderSet();
  headers.set('accept', chosenAnswer(operation, args) ?? accepted(operation));
  headers.set('user-agent', USER_AGENT);
  if (encoded !== undefined) headers.set('content-type', encoded.contentType);
  headers.setAll(parameters.headers);
  // The operator's word is final: an argument must not replace a tenant or a key.
  headers.setAll(operator.headers);
  const cookies = [headers.get('cookie'), ...parameters.cookies, ...operator.cookies].filter((part) => part !== undefined && part !== '');
  if (cookies.length > 0) headers.set('cookie', cookies.join('; '));

  const query = [base.query, ...parameters.query, ...operator.query].filter((part) => part !== '');
  const url = `${base.origin}${base.path}${parameters.path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  return { method: operation.method, url, headers: headers.toObject(), ...(encoded === undefined ? {} : { body: encoded.body }) };
}

/** The media type of the answer that the caller asked for, if the operation lets it. */
function chosenAnswer({ accept }: OperationBinding, args: Record<string, unknown>): string | undefined {
  if (accept === undefined) return undefined;
  const wanted = args[accept.argument];
  const [first] = accept.mediaTypes;
  if (wanted === undefined || wanted === null) return first === undefined ? undefined : `${first}, */*;q=0.5`;
  const chosen = accept.mediaTypes.find((mediaType) => typeof wanted === 'string' && mediaType.toLowerCase() === wanted.toLowerCase());
  if (chosen !== undefined) return chosen;
  throw new UpstreamError('ARGUMENT_INVALID', `${accept.argument} is ${JSON.stringify(wanted)?.slice(0, 100)}; the operation answers ${accept.mediaTypes.join(', ')}. Nothing was sent.`);
}

const acceptedBy = new WeakMap<OperationBinding, string>();

function accepted(operation: OperationBinding): string {
  const known = acceptedBy.get(operation) ?? listAccepted(operation);
  acceptedBy.set(operation, known);
  return known;
}

/** Media types of the declared successes, JSON first. */
function listAccepted({ responses }: OperationBinding): string {
  const types = [...new Set(responses.filter(({ status }) => /^2|default/.test(status)).flatMap(({ mediaTypes }) => mediaTypes))];
  const sorted = types.filter((type) => /^[\w.+*-]+\/[\w.+*-]+(;.*)?$/.test(type)).sort((a, b) => Number(/json/i.test(b)) - Number(/json/i.test(a)));
  return sorted.length === 0 ? 'application/json, */*;q=0.5' : sorted.slice(0, 10).join(', ');
}

/** Headers of which each name, in any case, is there once. They are few, so that looking through them is the fastest way to find one. */
class HeaderSet {
  readonly #names: string[] = [];
  readonly #values: string[] = [];

  get(name: string): string | undefined {
    return this.#values[this.#find(name)];
  }

  set(name: string, value: string): void {
    const isHarmless = /^[\t\x20-\x7e]*$/.test(value) || !NOT_IN_HEADERS.test(value);
    if (!isHarmless || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      throw new UpstreamError('ARGUMENT_INVALID', `The header ${JSON.stringify(name)} cannot be sent: its name or value holds characters that no header may have.`);
    }
    const known = this.#find(name);
    const at = known === -1 ? this.#names.length : known;
    this.#names[at] = name;
    this.#values[at] = value;
  }

  setAll(headers: Record<string, string>): void {
    for (const name in headers) this.set(name, headers[name] ?? '');
  }

  toObject(): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const [at, name] of this.#names.entries()) headers[name] = this.#values[at] ?? '';
    return headers;
  }

  #find(name: string): number {
    const lower = name.toLowerCase();
    return this.#names.findIndex((known) => known === name || known.toLowerCase() === lower);
  }
}
