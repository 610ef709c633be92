import type { ChildProcess } from 'node:child_process';

export interface Product {
  url: string;
  dataDir: string;
  process: ChildProcess;
  /** All that it printed so far. */
  output(): string;
  /** SIGTERM, and the wait for its end; SIGKILL after a minute. Leaves the data directory where it is if it was given. */
  stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface Options {
  env?: Record<string, string>;
  /** A directory of an earlier run; without it a new one is made and removed. */
  dataDir?: string;
  /** A program that runs the product, with its arguments. */
  launcher?: readonly string[];
}

export declare function startProduct(options?: Options): Promise<Product>;
