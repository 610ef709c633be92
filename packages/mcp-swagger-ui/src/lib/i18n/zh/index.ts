import type { Words } from '../en';
import { connections } from './connections';
import { frame } from './frame';
import { servers } from './servers';

export const zh: Words = { ...frame, ...servers, ...connections };
