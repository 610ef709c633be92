import type { World } from './world.js';

/** A server that runs, as somebody of the world makes it. */
export async function serve({ ask }: World, who: Record<string, string>, body: Record<string, unknown>): Promise<{ id: string; endpoint: string; pid: number }> {
  const created = await ask('POST', '/api/servers', who, body);
  const { id } = JSON.parse(created.text) as { id: string };
  const started = await ask('POST', `/api/servers/${id}/start?wait=true`, who);
  const { endpoint, pid } = (JSON.parse(started.text) as { process: { endpoint: string; pid: number } }).process;
  return { id, endpoint, pid };
}
