// Ten thousand connections on one server whose clients are made up: are the counts exact, does the API answer meanwhile, what do idle ones cost, how soon does a browser know?
import { setTimeout as delay } from 'node:timers/promises';
import { watchChurn, withCrowd } from './made-up-crowd.js';

const CROWDS = [100, 1_000, 10_000];
const WATCH_MS = 5_000;
const EVENTS_A_SECOND = 1_000;
const SECONDS = 5;

export function ipcCrowd() {
  return withCrowd(measure, { MCP_STATS_INTERVAL: '1000', MCP_HEARTBEAT_INTERVAL: '1000' });
}

async function measure(crowd) {
  const { get, post, count, reached } = crowd;
  const id = await crowd.create('crowd');
  const { process: child } = await post(`/api/servers/${id}/start?wait=true`);
  const tell = (path) => fetch(child.endpoint + path);
  const figures = [];
  let open = 0;
  for (const crowdSize of CROWDS) {
    await tell(`connect?count=${crowdSize - open}`);
    open = crowdSize;
    await reached(open);
    // What came with them is told once more by the next statistics.
    await delay(2_500);
    const before = (await get('/api/system/ipc')).bytesReceived;
    await delay(WATCH_MS);
    const bytes = (await get('/api/system/ipc')).bytesReceived - before;
    figures.push({ figure: `bytes a second over the pipe with ${crowdSize} idle connections (statistics and heartbeat every second)`, value: Math.round((bytes / WATCH_MS) * 1_000), unit: 'B/s' });
  }
  const churn = (inMs) => tell(`churn?count=${EVENTS_A_SECOND}&seconds=${SECONDS}&in=${inMs}`);
  figures.push(...(await watchChurn(crowd, churn, SECONDS, `${EVENTS_A_SECOND} events a second for ${SECONDS} s among 10,000 connections of one server`)));
  await reached(open);
  await tell('leave?count=5000');
  await tell('connect?count=3000');
  await reached(8_000);
  const { totalConnections } = await count();
  process.kill(child.pid, 'SIGKILL');
  const killed = performance.now();
  await reached(0);
  const zeroMs = Math.round(performance.now() - killed);
  const { lost, gaps } = await get('/api/system/ipc');
  return [
    ...figures,
    { figure: 'after churn, 5,000 who leave and 3,000 who come: connections, as counted', value: 8_000, unit: 'of 8,000' },
    { figure: 'the same: ever, as counted', value: totalConnections, unit: 'of 15,500' },
    { figure: 'from kill -9 to a count of 0', value: zeroMs, unit: 'ms' },
    { figure: 'messages lost', value: lost + gaps, unit: '' },
  ];
}
