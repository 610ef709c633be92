// A product whose servers have made-up clients, and what somebody sees who looks at it while they come and go.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startProduct } from '../scripts/product.js';
import { median, percentile, round } from './median.js';

const MCP_SERVER_SCRIPT_PATH = fileURLToPath(new URL('ipc-crowd-child.js', import.meta.url));
const BROWSER = fileURLToPath(new URL('stamping-browser.js', import.meta.url));

/** Between the requests that tell processes to begin and the beginning: a hundred requests at once are the measure's own doing. */
const BEGIN_IN_MS = 2_000;

const openapiData = { openapi: '3.0.0', info: { title: 'Crowd', version: '1' }, servers: [{ url: 'http://127.0.0.1:9' }], paths: { '/a': { get: { operationId: 'a', responses: { 200: { description: 'A.' } } } } } };

/** A product of its own for `measure`, which may add servers to it; `env` besides what crowds need. */
export async function withCrowd(measure, env = {}) {
  const product = await startProduct({ env: { MCP_SERVER_SCRIPT_PATH, PROCESS_MAX_SERVERS: '200', ...env } });
  try {
    return await measure(crowdOf(product.url, product.process.pid));
  } finally {
    await product.stop();
  }
}

function crowdOf(url, pid) {
  const get = async (path) => (await fetch(url + path)).json();
  const post = async (path, body) => (await fetch(url + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json();
  const count = () => get('/api/mcp/connections/count');
  return {
    url,
    /** CPU time that the API has taken, in ms; undefined where the system does not tell. */
    cpuMs: () => cpuMsOf(pid),
    /** How long its loop has waited for a processor that others had, in ms; undefined where the system does not tell. */
    waitedMs: () => waitedMsOf(pid),
    get,
    post,
    count,
    create: async (name) => (await post('/api/servers', { name, openapiData })).id,
    /** Waits until as many are connected; throws when they are not after half a minute. */
    reached: async (active) => {
      const until = performance.now() + 30_000;
      for (;;) {
        const { activeConnections } = await count();
        if (activeConnections === active) return;
        if (performance.now() > until) throw new Error(`${activeConnections} are connected, ${active} should be.`);
        await delay(20);
      }
    },
  };
}

/** `utime` and `stime` of proc(5), in ticks of 10 ms. */
function cpuMsOf(pid) {
  if (process.platform !== 'linux') return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The second field of `schedstat`, in ns, of the thread that the loop runs on. */
function waitedMsOf(pid) {
  if (process.platform !== 'linux') return undefined;
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
}

/** What a browser and a REST client see for `seconds` of coming and going: how late events come, how soon counts are answered. `churn` is told in how many ms it shall begin. */
export async function watchChurn({ url, count, cpuMs, waitedMs }, churn, seconds, name) {
  const browser = fork(BROWSER, [url]);
  await once(browser, 'message');
  const beginMs = performance.now() + BEGIN_IN_MS;
  await churn(BEGIN_IN_MS);
  await delay(beginMs - performance.now());
  const asked = [];
  const [begunCpuMs, begunWaitedMs] = [cpuMs(), waitedMs()];
  const begunMs = performance.now();
  const until = begunMs + (seconds + 1) * 1_000;
  while (performance.now() < until) {
    const begun = performance.now();
    await count();
    asked.push(performance.now() - begun);
    await delay(10);
  }
  const ofTheTime = (ms) => round((100 * ms) / (performance.now() - begunMs));
  const share =
    begunCpuMs === undefined
      ? []
      : [
          { figure: `${name}: CPU of the API meanwhile, of one core`, value: ofTheTime(cpuMs() - begunCpuMs), unit: '%' },
          { figure: `${name}: the API could run and others had the cores, of the time`, value: ofTheTime(waitedMs() - begunWaitedMs), unit: '%' },
        ];
  browser.send('done');
  const [{ toldMs, ended, lateMs }] = await once(browser, 'message');
  return [
    ...share,
    { figure: `${name}: connect to socket event, p50`, value: round(median(toldMs)), unit: 'ms' },
    { figure: `${name}: connect to socket event, p99`, value: round(percentile(toldMs, 99)), unit: 'ms' },
    { figure: `${name}: of that the loop of the browser that stamps, p99`, value: round(lateMs), unit: 'ms' },
    { figure: `${name}: events that the socket told`, value: toldMs.length + ended, unit: '' },
    { figure: `${name}: GET /api/mcp/connections/count, p50`, value: round(median(asked)), unit: 'ms' },
    { figure: `${name}: GET /api/mcp/connections/count, p99`, value: round(percentile(asked, 99)), unit: 'ms' },
  ];
}
