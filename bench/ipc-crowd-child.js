// A child whose clients are made up: the real registry, reporter and writer, without MCP behind them. It is told over HTTP who shall come and go.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ConnectionRegistry } from '../packages/mcp-swagger-server/dist/connections/connection-registry.js';
import { MessageWriter } from '../packages/mcp-swagger-server/dist/reporter/message-writer.js';
import { Reporter } from '../packages/mcp-swagger-server/dist/reporter/reporter.js';

let next = 0;
let reporter;
const connections = new ConnectionRegistry({ maxConnections: 1_000_000, onLimit: 'reject' }, (event) => reporter.connection(event));
const live = [];

function connect() {
  const sessionId = `made-up-${process.pid}-${next}`;
  next += 1;
  live.push(sessionId);
  connections.open({ sessionId, kind: 'session', client: { name: 'crowd', version: '1.0.0', ip: '127.0.0.1', userAgent: 'bench', protocolVersion: '2025-11-25' } });
}

const MOST_STEPS_A_SECOND = 100;

/** So many events a second, half of them ends; as many stay as there were. It begins at some moment of the first step: the clients of a hundred servers do not come in one instant, five times a second. */
function churn(perSecond, seconds, inMs) {
  const stepMs = 1_000 / Math.min(MOST_STEPS_A_SECOND, perSecond / 2);
  setTimeout(() => goOn(perSecond, seconds), inMs + Math.random() * stepMs);
}

function goOn(perSecond, seconds) {
  const pairs = (perSecond * seconds) / 2;
  const stepsASecond = Math.min(MOST_STEPS_A_SECOND, perSecond / 2);
  let step = 0;
  let done = 0;
  const timer = setInterval(() => {
    step += 1;
    for (const due = Math.floor((pairs * step) / (stepsASecond * seconds)); done < due; done += 1) {
      connect();
      connections.close(live.shift(), 'it left');
    }
    if (step === stepsASecond * seconds) clearInterval(timer);
  }, 1_000 / stepsASecond);
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const count = Number(searchParams.get('count'));
  if (pathname === '/connect') for (let index = 0; index < count; index += 1) connect();
  if (pathname === '/leave') for (let index = 0; index < count; index += 1) connections.close(live.shift(), 'it left');
  if (pathname === '/churn') churn(count, Number(searchParams.get('seconds')), Number(searchParams.get('in')));
  // A hundred kept connections would all be let go in one instant, four seconds later: in the midst of what is measured.
  response.setHeader('Connection', 'close').end();
});

const commands = createInterface({ input: process.stdin });
commands.on('close', () => process.exit(0));
commands.on('line', (line) => {
  const command = JSON.parse(line);
  if (command.command === 'configure') start(command.configuration.reporting);
  if (command.command === 'health-check') reporter.health(command.requestId);
  if (command.command === 'snapshot') reporter.snapshot(command.requestId);
  if (command.command === 'stop') process.exit(0);
});

/** The product's own child has the code for a client who comes and leaves beside its bundle (`scripts/keep-code.js`); this one, without a bundle, compiles it for a client of whom nobody hears. */
function rehearse(limits) {
  const unheard = new Reporter(new MessageWriter(new Writable({ write: (_chunk, _encoding, done) => done() }), limits, () => {}), { enabled: true });
  const nobody = new ConnectionRegistry({ maxConnections: 1, onLimit: 'reject' }, (event) => unheard.connection(event));
  nobody.open({ sessionId: 'rehearsal', kind: 'session', client: { name: 'crowd' } });
  nobody.close('rehearsal', 'it left');
  unheard.stop();
}

function start({ statsIntervalMs, heartbeatIntervalMs, batchSize }) {
  const limits = { maxQueueBytes: 4 * 1024 * 1024, batchSize, batchDelayMs: 100 };
  rehearse(limits);
  const writer = new MessageWriter(process.stdout, limits, () => process.exit(0));
  const reporting = { enabled: true, statsIntervalMs, heartbeatIntervalMs };
  reporter = new Reporter(writer, reporting);
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    reporter.start({ endpoint: `http://127.0.0.1:${port}/`, port, transport: 'streamable', toolCount: 0, pid: process.pid, version: '1', reporting }, connections);
  });
}
