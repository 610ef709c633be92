/** Milliseconds since the process began, whatever becomes of the clock; for `performance` Node loads modules that a command which runs once does not need. */
export function uptimeMs(): number {
  return process.uptime() * 1_000;
}
