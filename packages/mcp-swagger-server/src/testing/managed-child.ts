import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type ChildMessage, type CommandInput, decodeLine, encodeCommand, LineSplitter, type MessageType, type ServerConfigurationInput } from 'mcp-swagger-ipc';

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** A child as the API would see it. */
export interface ManagedChild {
  process: ChildProcess;
  messages: ChildMessage[];
  /** Lines that are no messages. */
  strays: string[];
  stderr(): string;
  exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  send(command: CommandInput): void;
  /** The first message of a type that fits, now or later; rejects when the child ends before. */
  message<T extends MessageType>(type: T, fits?: (message: ChildMessage<T>) => boolean): Promise<ChildMessage<T>>;
  kill(): Promise<void>;
}

/** Spawns the built CLI with `--managed` and configures it. */
export function managedChild(configuration: Partial<ServerConfigurationInput> & Pick<ServerConfigurationInput, 'document'>, options: { execArgv?: string[]; configure?: boolean } = {}): ManagedChild {
  const isStdio = configuration.transport === 'stdio';
  const child = spawn(process.execPath, [...(options.execArgv ?? []), CLI, '--managed'], {
    stdio: ['pipe', 'pipe', 'pipe', ...(isStdio ? (['pipe'] as const) : [])],
    env: { PATH: process.env['PATH'] },
  });
  const messages: ChildMessage[] = [];
  const strays: string[] = [];
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const resume of waiting.splice(0)) resume();
  };
  const splitter = new LineSplitter(
    (line) => {
      for (const decoded of decodeLine(line)) {
        if (decoded.kind === 'message') messages.push(decoded.message);
        else strays.push(line);
      }
      wake();
    },
    (bytes) => strays.push(`overlong line of ${bytes}`),
  );
  const channel = (isStdio ? child.stdio[3] : child.stdout) as Readable;
  channel.on('data', (chunk: Buffer) => splitter.push(chunk));
  channel.on('end', () => splitter.end());
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin?.on('error', () => {});
  let isOver = false;
  const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => {
      isOver = true;
      resolve({ code, signal });
      wake();
    });
  });
  const commands = isStdio ? (child.stdio[3] as Duplex) : child.stdin;
  if (options.configure !== false) {
    child.stdin?.write(encodeCommand({ command: 'configure', configuration: { serverId: 'test', name: 'test', outgoing: { allowPrivateNetwork: true, operatorHosts: [] }, ...configuration } }));
  }
  return {
    process: child,
    messages,
    strays,
    stderr: () => stderr,
    exit,
    send: (command) => void commands?.write(encodeCommand(command)),
    message: async <T extends MessageType>(type: T, fits: (message: ChildMessage<T>) => boolean = () => true) => {
      for (;;) {
        const found = messages.find((message) => message.type === type && fits(message as ChildMessage<T>));
        if (found !== undefined) return found as ChildMessage<T>;
        if (isOver) throw new Error(`The child ended without ${type}: ${stderr}`);
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      }
    },
    kill: async () => {
      if (!isOver) child.kill('SIGKILL');
      await exit;
      waiting = [];
    },
  };
}
