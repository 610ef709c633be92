import { access } from './access';
import { alerts } from './alerts';
import { calls } from './calls';
import { connections } from './connections';
import { frame } from './frame';
import { logs } from './logs';
import { manage } from './manage';
import { problems } from './problems';
import { reasons } from './reasons';
import { server } from './server';
import { servers } from './servers';
import { watch } from './watch';

/** Every word of the dashboard in English; the other languages have the same keys. */
export const en = { ...frame, ...servers, ...connections, ...server, ...logs, ...watch, ...access, ...calls, ...alerts, ...manage, ...problems, ...reasons };

export type Words = typeof en;
