import type { Words } from '../en';
import { connections } from './connections';
import { frame } from './frame';
import { logs } from './logs';
import { server } from './server';
import { servers } from './servers';

export const zh: Words = { ...frame, ...servers, ...connections, ...server, ...logs };
