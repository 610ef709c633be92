import type { Words } from '../en';
import { access } from './access';
import { connections } from './connections';
import { frame } from './frame';
import { logs } from './logs';
import { server } from './server';
import { servers } from './servers';

export const zh: Words = { ...access, ...frame, ...servers, ...connections, ...server, ...logs };
