import { access } from './access';
import { connections } from './connections';
import { frame } from './frame';
import { logs } from './logs';
import { server } from './server';
import { servers } from './servers';

/** Every word of the dashboard in English; the other languages have the same keys. */
export const en = { ...access, ...frame, ...servers, ...connections, ...server, ...logs };

export type Words = typeof en;
