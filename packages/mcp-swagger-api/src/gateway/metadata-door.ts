import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { resourceMetadata, WELL_KNOWN } from 'mcp-swagger-ipc';
import { Environment } from '../config/environment.js';
import { addressesAtGateway } from './addresses-at-gateway.js';
import { Admission } from './admission.js';
import { Places } from './places.js';
import { refuse, type Refusal } from './refusal.js';
import { PREFIX, routeOf } from './route.js';

/** The metadata of what is below /mcp/. */
const METADATA_PREFIX = `${WELL_KNOWN}${PREFIX}`;

/** Tells clients which issuer gives out tokens for a server (RFC 9728), to anybody who asks. */
@Injectable()
export class MetadataDoor {
  constructor(
    private readonly places: Places,
    private readonly admission: Admission,
    private readonly environment: Environment,
  ) {}

  isFor({ url = '' }: IncomingMessage): boolean {
    return url.startsWith(METADATA_PREFIX);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.admission.answerPreflight(request, response)) return;
    const refusal = (await this.admission.refuseAnyone(request)) ?? this.#answer(request, response);
    if (refusal !== undefined) refuse(request, response, refusal);
  }

  #answer(request: IncomingMessage, response: ServerResponse): Refusal | undefined {
    const url = (request.url ?? '').slice(WELL_KNOWN.length);
    const route = routeOf(url);
    const place = route?.kind === 'server' && route.rest === '' ? this.places.find(route.name) : undefined;
    const oauth = place?.access?.oauth;
    if (place === undefined || oauth === undefined) return noMetadata;
    if (request.method !== 'GET' && request.method !== 'HEAD') return onlyRead;
    const [resource = ''] = addressesAtGateway({ url, headers: request.headers, socket: request.socket }, place, this.environment.variables);
    const body = JSON.stringify(resourceMetadata({ resource, name: place.name, issuer: oauth.issuer, scopes: oauth.scopes ?? [] }));
    this.admission.allowPage(request, response);
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-cache' }).end(body);
    return undefined;
  }
}

const noMetadata: Refusal = { status: 404, code: 'NOT_FOUND', detail: 'No server of this name takes tokens of an issuer.' };
const onlyRead: Refusal = { status: 405, code: 'METHOD_NOT_ALLOWED', detail: 'Metadata can only be read.', headers: { Allow: 'GET, HEAD, OPTIONS' } };
