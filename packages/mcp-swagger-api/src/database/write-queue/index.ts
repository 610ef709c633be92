export type { Lane, LaneFigures, LaneOptions } from './lane.js';
export { type QueueFigures, WriteQueue } from './write-queue.js';
