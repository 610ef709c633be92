import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { EnvironmentVariables } from '../config/environment.js';
import { redact } from './redact.js';

const LEVELS: Record<EnvironmentVariables['LOG_LEVEL'], LogLevel[]> = {
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'],
};

/** Where Nest tells at length what it wires up. */
const WIRING = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication', 'WebSocketsController']);

/** Told of each warning and error of the API, without secrets. `part`: who spoke. */
export type Overhearer = (level: 'error' | 'warn', part: string, text: string) => void;

const overhearers = new Set<Overhearer>();

/** Returns the way to end it. */
export function overhear(overhearer: Overhearer): () => void {
  overhearers.add(overhearer);
  return () => void overhearers.delete(overhearer);
}

/** Nest's logger without the account of its own wiring, which only `debug` shows. */
export class ApiLogger extends ConsoleLogger {
  constructor(private readonly level: EnvironmentVariables['LOG_LEVEL']) {
    super({ prefix: 'mcp-swagger', logLevels: LEVELS[level], colors: process.stdout.isTTY });
  }

  /** The one way out of all levels; nothing leaves it with a secret, nor with a line break that would begin a line of its own. */
  protected override printMessages(messages: unknown[], context?: string, logLevel?: LogLevel, ...rest: unknown[]): void {
    const hidden = messages.map((message) => (typeof message === 'string' ? onOneLine(redact(message)) : message));
    super.printMessages(hidden, context, logLevel, ...(rest as ['stdout']));
    if (logLevel !== 'fatal' && logLevel !== 'error' && logLevel !== 'warn') return;
    for (const tell of overhearers) tell(logLevel === 'warn' ? 'warn' : 'error', context ?? '', hidden.map(String).join(' '));
  }

  /** Nest calls it without a stack as well. */
  protected override printStackTrace(stack: string | undefined): void {
    if (stack !== undefined) super.printStackTrace(redact(stack));
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (this.level !== 'debug' && typeof context === 'string' && WIRING.has(context)) return;
    super.log(message, ...(rest as [string]));
  }
}

/** Control characters as escapes, but for the line breaks of a stack, whose lines are set in. */
function onOneLine(text: string): string {
  return text.replace(/\n(?! {4}at )|(?![\n\t])\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
