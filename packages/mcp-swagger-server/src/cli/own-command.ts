export interface OwnCommand {
  command: string;
  args: string[];
}

/** How a client starts this program, whose file is `entry`: an installed package by its name, a checkout by its file. */
export function ownCommand(entry: string, args: string[], system: NodeJS.Platform = process.platform): OwnCommand {
  if (!/[\\/]node_modules[\\/]/.test(entry)) return { command: process.execPath, args: [entry, ...args] };
  const npx = ['npx', '-y', 'mcp-swagger-server', ...args];
  // There npx is a script of cmd, which clients that start programs cannot start.
  return system === 'win32' ? { command: 'cmd', args: ['/c', ...npx] } : { command: 'npx', args: npx.slice(1) };
}
