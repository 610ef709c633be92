import { execFileSync } from 'node:child_process';

/** A network of its own for each of some programs, all joined by one bridge of this machine; it wants root and the program `ip`. */
export interface NetworkApart {
  /** Of this machine on the bridge. */
  address: string;
  /** Makes the network of one more program. */
  join(): Segment;
  remove(): void;
}

export interface Segment {
  address: string;
  /** What runs a program in it: program and arguments before its own. */
  launcher: string[];
  /** Pulls its cable: nothing comes in or goes out, and nobody is told. */
  pull(): void;
  plug(): void;
}

const ip = (...args: string[]): void => void execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });

/** Undefined where this machine does not let us have one. */
export function layNetwork(): NetworkApart | undefined {
  const mark = process.pid % 100_000;
  const bridge = `mcpb${mark}`;
  const prefix = `10.213.${mark % 250}`;
  const made: string[] = [];
  try {
    ip('link', 'add', bridge, 'type', 'bridge');
    ip('address', 'add', `${prefix}.1/24`, 'dev', bridge);
    ip('link', 'set', bridge, 'up');
    ip('netns', 'add', `${bridge}t`);
    ip('netns', 'delete', `${bridge}t`);
  } catch {
    tryTo('link', 'delete', bridge);
    return undefined;
  }
  return {
    address: `${prefix}.1`,
    join: () => {
      const number = made.length + 2;
      const [name, cable, address] = [`${bridge}n${number}`, `mcpv${mark}n${number}`, `${prefix}.${number}`];
      ip('netns', 'add', name);
      made.push(name);
      ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
      ip('link', 'set', cable, 'master', bridge, 'up');
      ip('-n', name, 'address', 'add', `${address}/24`, 'dev', 'eth0');
      ip('-n', name, 'link', 'set', 'eth0', 'up');
      ip('-n', name, 'link', 'set', 'lo', 'up');
      return { address, launcher: ['ip', 'netns', 'exec', name], pull: () => ip('link', 'set', cable, 'down'), plug: () => ip('link', 'set', cable, 'up') };
    },
    remove: () => {
      for (const name of made) tryTo('netns', 'delete', name);
      tryTo('link', 'delete', bridge);
    },
  };
}

function tryTo(...args: string[]): void {
  try {
    ip(...args);
  } catch {
    // It is gone already, or was never there.
  }
}
