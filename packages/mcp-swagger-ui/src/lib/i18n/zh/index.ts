import type { Words } from '../en';
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

export const zh: Words = { ...frame, ...servers, ...connections, ...server, ...logs, ...watch, ...access, ...calls, ...alerts, ...manage, ...problems, ...reasons };
