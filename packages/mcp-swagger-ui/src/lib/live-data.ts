import type { Connection, Server } from './api';
import { LiveEdits } from './live-edits';

/** What the socket tells of data that is loaded over REST. */
export const liveEdits = { servers: new LiveEdits<Server[]>(), connections: new LiveEdits<Connection[]>() };
