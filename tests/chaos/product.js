import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProduct } from '../../scripts/product.js';

/** The product with children that can be told to misbehave. */
export async function startFragile() {
  const env = {
    ALLOW_PRIVATE_NETWORK: 'true',
    MCP_SERVER_SCRIPT_PATH: fileURLToPath(new URL('child.js', import.meta.url)),
    HEALTH_CHECK_INTERVAL: '1500',
    PROCESS_MEMORY_LIMIT: '400MB',
    PROCESS_MAX_SERVERS: '200',
  };
  const product = await startProduct({ env });
  await mkdir(join(product.dataDir, 'chaos'));
  const send = async (method, where, body) => {
    const response = await fetch(product.url + where, { method, signal: AbortSignal.timeout(60_000), ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    ...product,
    pid: product.process.pid,
    send,
    get: async (where) => (await send('GET', where)).body,
    /** At once; its processes notice by themselves. */
    kill: () => product.process.kill('SIGKILL'),
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
