import type { Place } from './place.js';
import type { Refusal } from './refusal.js';

/** There is nobody of this name. */
export function unknownServer(name: string): Refusal {
  return { status: 404, code: 'SERVER_NOT_FOUND', detail: `There is no server ${JSON.stringify(name.slice(0, 200))}; GET /api/servers lists them.` };
}

/** There is, but it cannot be called now. */
export function notRunning({ name, state }: Pick<Place, 'name' | 'state'>): Refusal {
  const isComing = state !== 'stopped' && state !== 'failed';
  const detail = isComing ? `Server ${name} is ${state} and was not ready in time; try again.` : `Server ${name} is ${state}; start it, then try again.`;
  return { status: 503, code: 'SERVER_NOT_RUNNING', detail, headers: { 'Retry-After': isComing ? '1' : '30' } };
}
