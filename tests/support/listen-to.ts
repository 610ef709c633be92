import { io, type Socket } from 'socket.io-client';

/** A real Socket.IO client and all that it was told. */
export interface Listening {
  socket: Socket;
  /** Resolves with the first payload of that name that fits, told already or yet to come. */
  heard<T extends object>(name: string, fits?: (payload: T) => boolean): Promise<T>;
  ask<T>(name: string, payload?: unknown): Promise<T>;
  stop(): void;
}

export async function listenTo(url: string): Promise<Listening> {
  const socket = io(url, { transports: ['websocket'], reconnection: false });
  const told: { name: string; payload: object }[] = [];
  let look: (() => void)[] = [];
  socket.onAny((name: string, payload: object) => {
    told.push({ name, payload });
    for (const again of look) again();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return {
    socket,
    heard: <T extends object>(name: string, fits: (payload: T) => boolean = () => true) =>
      new Promise<T>((resolve) => {
        const again = () => {
          const found = told.find((item) => item.name === name && fits(item.payload as T));
          if (found === undefined) return;
          look = look.filter((other) => other !== again);
          resolve(found.payload as T);
        };
        look.push(again);
        again();
      }),
    ask: (name, payload) => socket.timeout(120_000).emitWithAck(name, payload),
    stop: () => void socket.disconnect(),
  };
}
