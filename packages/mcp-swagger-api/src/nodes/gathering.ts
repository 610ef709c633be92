import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Aim, List } from './aim-of.js';
import { mergeAnswers, type NodeAnswer, totalConnectionsOf } from './merge-answers.js';
import { Membership } from './membership.js';
import { type Answer, Peers } from './peers.js';
import { Roster } from './roster.js';

const OVERVIEW = '/api/servers/mcp/connections/overview';
const WITH_TOTALS = new Set<List>(['connections', 'connection-count', 'server-connections', 'server-connection-count', 'status']);

/** Headers of one connection, or of the very text of one answer. */
const OF_ONE_ANSWER = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'etag', 'last-modified', 'date', 'cache-control']);

/** As REST does it, see `pageQuery`. */
const PAGE = 200;

/** Answers what no node knows by itself: each is asked for its part. A node that does not answer is left out. */
@Injectable()
export class Gathering {
  constructor(
    private readonly peers: Peers,
    private readonly roster: Roster,
    private readonly membership: Membership,
  ) {}

  async answerList(request: IncomingMessage, response: ServerResponse, { list, serverId }: Extract<Aim, { kind: 'all' }>): Promise<void> {
    const path = request.url ?? '/';
    const [answers, overviews] = await Promise.all([this.#ask(request, path, serverId), WITH_TOTALS.has(list) ? this.#ask(request, OVERVIEW) : []]);
    const refused = answers.find(({ answer }) => answer.status !== 200);
    if (refused !== undefined || answers.length === 0) {
      write(response, refused?.answer ?? { status: 503, headers: {}, text: '' });
      return;
    }
    const ownersOf = (id: string): string[] => this.roster.find(id)?.holders.map(({ nodeId }) => nodeId) ?? [];
    const merging = { ownersOf, limit: limitOf(path), totalConnections: 0 };
    if (overviews.length > 0) merging.totalConnections = totalConnectionsOf(mergeAnswers('connection-overview', bodiesOf(overviews), merging), serverId);
    write(response, { status: 200, headers: answers[0]?.answer.headers ?? {}, text: JSON.stringify(mergeAnswers(list, bodiesOf(answers), merging)) });
  }

  /** A connection is at whichever node knows it. */
  async answerConnection(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answers = await this.#ask(request, request.url ?? '/');
    const known = answers.find(({ answer }) => answer.status < 300) ?? answers.find(({ answer }) => answer.status !== 404) ?? answers[0];
    write(response, known?.answer ?? { status: 503, headers: {}, text: '' });
  }

  /** The own answer comes first: its order and its word on servers that nobody has count. */
  async #ask(request: IncomingMessage, path: string, serverId?: string): Promise<{ nodeId: string; answer: Answer }[]> {
    const owners = serverId === undefined ? undefined : this.roster.ownersOf(serverId).map(({ nodeId }) => nodeId);
    const answers = (await this.peers.askAll(request, path)).filter(({ nodeId }) => owners?.includes(nodeId) ?? true);
    return answers.toSorted((a, b) => Number(b.nodeId === this.membership.id) - Number(a.nodeId === this.membership.id));
  }
}

function bodiesOf(answers: readonly { nodeId: string; answer: Answer }[]): NodeAnswer[] {
  return answers.filter(({ answer }) => answer.status === 200).map(({ nodeId, answer }) => ({ nodeId, body: JSON.parse(answer.text) as unknown }));
}

function limitOf(path: string): number {
  const limit = Number(new URLSearchParams(path.split('?')[1] ?? '').get('limit') ?? PAGE);
  return Number.isInteger(limit) && limit > 0 ? limit : PAGE;
}

/** `headers`: of the answer that this one begins with. What they say to browsers (which page may read it, as what) holds for the whole. */
function write(response: ServerResponse, { status, headers, text }: Answer): void {
  for (const [name, value] of Object.entries(headers)) if (value !== undefined && !OF_ONE_ANSWER.has(name)) response.setHeader(name, value);
  if (status === 204) response.writeHead(204).end();
  else response.writeHead(status, { 'Content-Type': headers['content-type'] ?? 'application/json; charset=utf-8', 'Cache-Control': 'no-store', 'Content-Length': Buffer.byteLength(text) }).end(text);
}
