import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The built API in a process and a data directory of its own, with children that can be told to misbehave. */
export async function startProduct() {
  const dataDir = await mkdtemp(join(tmpdir(), 'mcp-swagger-chaos-'));
  await mkdir(join(dataDir, 'chaos'));
  const env = {
    PATH: process.env['PATH'],
    PORT: '0',
    DATA_DIR: dataDir,
    SAMPLE_SERVER: 'false',
    ALLOW_PRIVATE_NETWORK: 'true',
    MCP_SERVER_SCRIPT_PATH: path('child.js'),
    HEALTH_CHECK_INTERVAL: '1500',
    PROCESS_MEMORY_LIMIT: '400MB',
    PROCESS_MAX_SERVERS: '200',
  };
  const child = spawn(process.execPath, [path('../../packages/mcp-swagger-api/dist/main.js')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const url = await new Promise((resolve, reject) => {
    const take = (chunk) => {
      output = (output + chunk).slice(-20_000);
      const found = /Ready in .*: (http:\S+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('close', (code) => reject(new Error(`The API ended with ${code}:\n${output}`)));
  });
  const send = async (method, where, body) => {
    const response = await fetch(url + where, { method, signal: AbortSignal.timeout(60_000), ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    url,
    dataDir,
    pid: child.pid,
    output: () => output,
    send,
    get: async (where) => (await send('GET', where)).body,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGCONT');
        const closed = once(child, 'close');
        child.kill('SIGTERM');
        const kill = setTimeout(() => child.kill('SIGKILL'), 60_000);
        await closed;
        clearTimeout(kill);
      }
      await rm(dataDir, { recursive: true, force: true });
      return { code: child.exitCode, signal: child.signalCode };
    },
  };
}

/**
 * The processes that run for one server, by the marker in their environment: those that the API has spawned, or without its pid any. Those
 * that are dead and not yet buried do not count.
 */
export async function processesOf(serverId, apiPid) {
  const found = [];
  const names = apiPid === undefined ? (await readdir('/proc')).filter((name) => /^\d+$/.test(name)) : await childrenOf(apiPid);
  for (const name of names) {
    const [environment, stat] = await Promise.all([readFile(`/proc/${name}/environ`, 'utf8').catch(() => ''), readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')]);
    const state = stat.slice(stat.lastIndexOf(')') + 2)[0];
    if (state !== undefined && state !== 'Z' && environment.split('\0').some((entry) => entry.startsWith(`MCP_SWAGGER_PROCESS=${serverId}:`))) found.push(Number(name));
  }
  return found;
}

async function childrenOf(pid) {
  const lists = (await readdir(`/proc/${pid}/task`)).map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => ''));
  return (await Promise.all(lists)).flatMap((list) => list.split(' ').filter((name) => name !== ''));
}
