import type { ServerConfigurationInput, UpstreamProbeTarget } from 'mcp-swagger-ipc';
import type { RestartPolicy } from './restart-policy.js';

/** How the API behind a server is looked at. `restarts`: when it fails, the process counts as unhealthy; otherwise it is only told. Times in ms. */
export interface UpstreamProbe {
  target: UpstreamProbeTarget;
  intervalMs: number;
  timeoutMs: number;
  restarts: boolean;
}

/** How one process is watched. Times in ms. */
export interface ProcessPolicy {
  restart: RestartPolicy;
  readyTimeoutMs: number;
  /** After so long in `running` the back-off is forgiven. */
  stableAfterMs: number;
  /** From the request to stop until the process group is killed. */
  stopGraceMs: number;
  healthCheckIntervalMs: number;
  /** So many unanswered checks in a row, and it is unhealthy. */
  missedHealthChecks: number;
  /** The MCP endpoint is looked at with every so many checks; without it, never. */
  mcpCheckEvery?: number | undefined;
  /** Without it the API behind is not looked at. */
  upstreamProbe?: UpstreamProbe | undefined;
  maxLineBytes: number;
  /** So many lines a second that are not of the contract are read, with bursts of five times as many; the rest is counted. */
  linesPerSecond: number;
  /** So many lines that are not of the contract, and an alarm goes out. */
  parseErrorThreshold: number;
}

/** An MCP program that is not ours. Its environment holds secrets. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** All that is needed to run one server, and to run it again. Never changed: an edited server gets a new one. */
export interface ProcessSpec {
  readonly serverId: string;
  /** The entry file of mcp-swagger-server, or any other program that speaks the contract. */
  readonly script: string;
  /** Runs in the place of the script; of the configuration only name and transport count then. */
  readonly program?: Program | undefined;
  /** The working directory, which must exist. */
  readonly cwd: string;
  /** Beyond it the process is killed and started again; without it there is no limit. */
  readonly memoryLimitBytes?: number | undefined;
  /** So many files and sockets at most; without it, as many as the API may have. */
  readonly openFilesLimit?: number | undefined;
  /** Runs under Node's permission model. */
  readonly confined?: boolean | undefined;
  readonly configuration: ServerConfigurationInput;
  readonly policy: ProcessPolicy;
}
