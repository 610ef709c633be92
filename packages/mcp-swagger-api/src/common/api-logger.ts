import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { EnvironmentVariables } from '../config/environment.js';

const LEVELS: Record<EnvironmentVariables['LOG_LEVEL'], LogLevel[]> = {
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'],
};

/** Where Nest tells at length what it wires up. */
const WIRING = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication', 'WebSocketsController']);

/** Nest's logger without the account of its own wiring, which only `debug` shows. */
export class ApiLogger extends ConsoleLogger {
  constructor(private readonly level: EnvironmentVariables['LOG_LEVEL']) {
    super({ prefix: 'mcp-swagger', logLevels: LEVELS[level], colors: process.stdout.isTTY });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (this.level !== 'debug' && typeof context === 'string' && WIRING.has(context)) return;
    super.log(message, ...(rest as [string]));
  }
}
