// A load: so many callers at once, each over a connection of its own that it keeps, each calling again when it was answered.
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Calls for so long, and gives how many calls were answered and how long each took, in ms. Rejects when an answer is not the one that was asked for. */
export async function load(target, concurrent, durationMs) {
  const latencies = [];
  const callers = await Promise.all(Array.from({ length: concurrent }, () => openCaller(target)));
  const begun = performance.now();
  await Promise.all(
    callers.map(async (caller) => {
      while (performance.now() - begun < durationMs) {
        const sent = performance.now();
        await caller.call();
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1_000;
  for (const caller of callers) caller.close();
  return { calls: latencies.length, perSecond: latencies.length / seconds, latencies };
}

const LONGEST_MS = 10_000;
const STREAM_MS = 500;

/** Callers may share a session, so no two messages share an id. */
let lastId = 1_000;

/** HTTP/1.1 over a bare socket: a client of Node's would cost more than the servers that are measured. */
async function openCaller(target) {
  const { call, isAnswer } = target;
  const headers = target.openSession === undefined ? target.headers : await target.openSession();
  const waiting = new Waiting();
  const posts = await openSocket(target.url, waiting);
  const answers = target.answersOnStream === true ? await openStream(target.url, headers, waiting) : undefined;
  let answer;
  posts.on('body', (status, body) => {
    if (answers === undefined) answer = body;
    if (status === (answers === undefined ? 200 : 202)) waiting.settle();
    else waiting.fail(new Error(`A call was answered ${status}: ${body.slice(0, 500)}`));
  });
  answers?.on('message', (message) => {
    answer = message;
    waiting.settle();
  });
  return {
    call: async () => {
      lastId += 1;
      const id = lastId;
      const over = waiting.until(answers === undefined ? 1 : 2);
      posts.write(requestText('POST', target.url, headers, JSON.stringify(call(id))));
      await over;
      if (!isAnswer(answer, id)) throw new Error(`This is no answer to a call: ${answer.slice(0, 500)}`);
    },
    close: () => {
      posts.destroy();
      answers?.destroy();
    },
  };
}

/** Waits for so many things to come, or for the first failure. */
class Waiting {
  #left = 0;
  #resolve = () => {};
  #reject = () => {};

  async until(count) {
    this.#left = count;
    const late = setTimeout(() => this.#reject(new Error(`A call was not answered within ${LONGEST_MS} ms.`)), LONGEST_MS);
    await new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    clearTimeout(late);
  }

  settle() {
    this.#left -= 1;
    if (this.#left === 0) this.#resolve();
  }

  fail(error) {
    this.#reject(error);
  }
}

/** A connection that tells each response that has come as a whole: `body`, with its status. */
async function openSocket(url, waiting) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  let received = '';
  socket.on('error', (error) => waiting.fail(error));
  socket.on('close', () => waiting.fail(new Error('The server closed a connection.')));
  return socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    const body = takeBody(received);
    if (body === undefined) return;
    const status = Number(received.slice(9, 12));
    received = '';
    socket.emit('body', status, body);
  });
}

/** A GET of a server that answers there and not where it was asked: `message` tells the data of each event. */
async function openStream(url, headers, waiting) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  socket.on('error', (error) => waiting.fail(error));
  socket.write(requestText('GET', url, headers, ''));
  // Its headers come at once, or with the first answer.
  await Promise.race([once(socket, 'data'), delay(STREAM_MS)]);
  let received = '';
  return socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    const data = /data: (.*)\r?\n\r?\n/.exec(received)?.[1];
    if (data === undefined) return;
    received = '';
    socket.emit('message', data);
  });
}

function requestText(method, url, headers, body) {
  const { host, pathname } = new URL(url);
  const accept = method === 'GET' ? 'text/event-stream' : 'application/json, text/event-stream';
  const lines = [`${method} ${pathname} HTTP/1.1`, `Host: ${host}`, `Accept: ${accept}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  if (method === 'POST') lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`);
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** The body of a response that came as a whole; undefined before. */
function takeBody(text) {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = text.slice(0, end).toLowerCase();
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) return text.length - end - 4 >= Number(length) ? text.slice(end + 4) : undefined;
  return text.endsWith('\r\n0\r\n\r\n') || (text.startsWith('0\r\n\r\n', end + 4)) ? text.slice(end + 4) : undefined;
}
