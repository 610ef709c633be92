import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AlertView } from 'mcp-swagger-ipc';
import { SMTPServer } from 'smtp-server';
import { newMessage, type Recipient } from './message.js';
import { Notifier, type NotifierOptions } from './notifier.js';

const alert: AlertView = {
  id: '8c1f2f9e-6f0c-4f9a-9d2e-0d6b4f6f1a11',
  ruleId: '8c1f2f9e-6f0c-4f9a-9d2e-0d6b4f6f1a12',
  ruleName: 'A server has failed',
  serverId: '8c1f2f9e-6f0c-4f9a-9d2e-0d6b4f6f1a13',
  serverName: '茶馆',
  severity: 'critical',
  metric: 'failed',
  value: 1,
  message: 'It has failed.',
  state: 'raised',
  raisedAt: '2026-11-21T10:00:00.000Z',
  resolvedAt: null,
  resolution: null,
  deliveries: [],
};

interface Received {
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

let receiver: Server;
let url: string;
let received: Received[] = [];
/** What the receiver answers, one after the other; the last for ever. */
let answers: number[] = [];

let smtp: SMTPServer;
let smtpUrl: string;
let mails: { to: string[]; text: string }[] = [];
let isRefusing = false;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(answers[Math.min(received.length, answers.length) - 1] ?? 204, { location: `${url}/elsewhere` }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  smtp = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _, done) => (username === 'post' && password === 'hunter2hunter2' ? done(null, { user: username }) : done(new Error('Who are you?'))),
    onRcptTo: (_, __, done) => (isRefusing ? done(Object.assign(new Error('No such user'), { responseCode: 550 })) : done()),
    onData: (stream, { envelope }, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  smtpUrl = `smtp://post:hunter2hunter2@127.0.0.1:${(smtp.server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

beforeEach(() => {
  [received, answers, mails, isRefusing] = [[], [204], [], false];
});

const notifier = (given: Partial<NotifierOptions> = {}) =>
  new Notifier({ outgoing: { allowPrivateNetwork: true, operatorHosts: [] }, mailer: { url: smtpUrl, from: 'alerts@example.com' }, delaysMs: [10, 20, 40], ...given });
const deliver = (by: Notifier, recipient: Recipient, told = alert) => by.deliver(newMessage(told, recipient), () => {});
const toWebhook = (secret: string | null = null, isTrusted = true): Recipient => ({ channel: 'webhook', url, secret, isTrusted });
const toMail = (...to: string[]): Recipient => ({ channel: 'email', to });
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('A webhook', () => {
  it('is signed so that its receiver can tell that it is ours', async () => {
    expect(await deliver(notifier(), toWebhook(SECRET))).toEqual({ channel: 'webhook', attempts: 1, error: null });
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
    const expected = createHmac('sha256', key).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(60);
    expect(JSON.parse(body)).toEqual({ type: 'alert.raised', timestamp: alert.raisedAt, data: alert });
  });

  it('is tried again with the same id while the receiver is ill', async () => {
    answers = [500, 429, 204];
    expect(await deliver(notifier(), toWebhook())).toMatchObject({ attempts: 3, error: null });
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(received[0]?.headers['webhook-signature']).toBeUndefined();
  });

  it.each<[string, number[], number, RegExp]>([
    ['is not tried again when it is not wanted', [410], 1, /410/],
    ['follows nobody elsewhere', [302], 1, /302/],
    ['is given up in the end', [503], 4, /503/],
  ])('%s', async (_, given, attempts, error) => {
    answers = given;
    expect(await deliver(notifier(), toWebhook())).toMatchObject({ attempts, error: expect.stringMatching(error) });
    expect(received).toHaveLength(attempts);
  });

  it('does not lead where the policy forbids', async () => {
    const strict = notifier({ outgoing: { allowPrivateNetwork: false, operatorHosts: [] } });
    expect(await deliver(strict, toWebhook(null, false))).toMatchObject({ attempts: 1, error: expect.stringMatching(/private or loopback/) });
    expect(await deliver(notifier(), { channel: 'webhook', url: 'http://169.254.169.254/latest', secret: null, isTrusted: true })).toMatchObject({ attempts: 1, error: expect.stringMatching(/metadata/) });
    expect(received).toEqual([]);
  });

  it('that waits when the API stops is neither sent nor given up, and what is on its way may arrive', async () => {
    answers = [500];
    const patient = notifier({ delaysMs: [600_000] });
    const message = newMessage(alert, toWebhook());
    let waits = (): void => {};
    const waiting = new Promise<void>((resolve) => (waits = resolve));
    const telling = patient.deliver(message, waits);
    await waiting;
    expect(message.dueAt - Date.now()).toBeGreaterThan(590_000);
    answers = [500, 204];
    const onItsWay = deliver(patient, toWebhook());
    await patient.close(5_000);
    expect([await telling, await onItsWay]).toEqual([undefined, { channel: 'webhook', attempts: 1, error: null }]);
    expect([message.attempts, patient.held, await deliver(patient, toWebhook())]).toEqual([1, [], undefined]);
  });
});

describe('An e-mail', () => {
  it('says what happened, in any language', async () => {
    expect(await deliver(notifier(), toMail('a@example.com', 'b@example.com'))).toEqual({ channel: 'email', attempts: 1, error: null });
    expect(mails[0]?.to).toEqual(['a@example.com', 'b@example.com']);
    expect(mails[0]?.text).toContain('Subject: =?UTF-8?');
    expect(mails[0]?.text).toContain('From: alerts@example.com');
  });

  it('cannot be given headers by a name', async () => {
    await deliver(notifier(), toMail('a@example.com'), { ...alert, serverName: 'x\r\nBcc: thief@example.com', ruleName: 'plain' });
    expect(mails[0]?.to).toEqual(['a@example.com']);
    const [headers] = mails[0]?.text.split('\r\n\r\n') ?? [];
    expect(headers).not.toMatch(/^Bcc:/m);
  });

  it('is not tried again when the address is refused for good, and the error holds no password', async () => {
    isRefusing = true;
    const outcome = await deliver(notifier(), toMail('nobody@example.com'));
    expect(outcome).toMatchObject({ attempts: 1, error: expect.stringMatching(/No such user/) });
    expect(outcome?.error).not.toContain('hunter2');
  });

  it('is refused where no server is known', async () => {
    expect(await deliver(notifier({ mailer: null }), toMail('a@example.com'))).toMatchObject({ channel: 'email', attempts: 1, error: expect.stringMatching(/SMTP_URL/) });
  });
});
