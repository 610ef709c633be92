import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The addresses at which a process listens for TCP, as /proc/net/tcp writes them: 0100007F is 127.0.0.1. */
export function listeningAddresses(pid: number): string[] {
  const own = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => targetOf(`/proc/${pid}/fd/${fd}`)));
  const tables = ['tcp', 'tcp6'].map((name) => `/proc/${pid}/net/${name}`).filter((file) => existsSync(file));
  return tables.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .flatMap(([, address = '', , state, , , , , , inode]) => (state === '0A' && own.has(`socket:[${inode}]`) ? [address.split(':')[0] ?? ''] : [])),
  );
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    // It was closed meanwhile.
    return '';
  }
}
