import type { BrowserToServerEvents, ServerToBrowserEvents } from 'mcp-swagger-ipc';
import { io, type Socket } from 'socket.io-client';

/** The one connection to the API's events; it begins when it is known who looks, and comes back by itself. */
export const socket: Socket<ServerToBrowserEvents, BrowserToServerEvents> = io({ transports: ['websocket', 'polling'], autoConnect: false });
