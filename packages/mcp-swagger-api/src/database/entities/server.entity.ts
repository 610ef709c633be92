import type { ApiKey, Filters, OutputSchemas, ServerConfiguration, ToolMode, UpstreamProbeTarget } from 'mcp-swagger-ipc';
import { Column, CreateDateColumn, Entity, Index, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** What the operator wants of a process; the supervisor knows what it is doing. */
export type DesiredState = 'running' | 'stopped';

/** What may be set for one server; times in ms. */
export interface StoredRestartPolicy {
  baseDelayMs?: number | undefined;
  maxDelayMs?: number | undefined;
  maxRestarts?: number | undefined;
  windowMs?: number | undefined;
}

export interface StoredLimits {
  requestTimeoutMs?: number | undefined;
  maxResponseBytes?: number | undefined;
  retries?: number | undefined;
  maxUpstreamCalls?: number | undefined;
  maxWaitingCalls?: number | undefined;
  circuitFailures?: number | undefined;
  circuitOpenMs?: number | undefined;
  circuitLongestOpenMs?: number | undefined;
  maxConnections?: number | undefined;
  sessionIdleTimeoutMs?: number | undefined;
  openFiles?: number | undefined;
  memoryBytes?: number | undefined;
}

/** How the API behind a server is looked at; times in ms. */
export interface StoredUpstreamProbe {
  target: UpstreamProbeTarget;
  intervalMs: number;
  timeoutMs: number;
  onFailure: 'report' | 'restart';
}

/** Who may call the process itself: hashes of keys, and an issuer of tokens. */
export interface StoredCallers {
  apiKeys?: ApiKey[] | undefined;
  /** The client secret of the introspection is among the sealed secrets. */
  oauth?: { issuer: string; audience?: string | undefined; scopes?: string[] | undefined; introspection?: { url: string; clientId: string } | undefined } | undefined;
}

/** How the document is served; what is absent is the default. */
export interface StoredServing {
  overlays?: string[] | undefined;
  serverVariables?: Record<string, string> | undefined;
  credentialOrigins?: string[] | undefined;
  toolMode?: ToolMode | undefined;
  toolBudget?: number | undefined;
  outputSchemas?: OutputSchemas | undefined;
  deepObjectLists?: ServerConfiguration['deepObjectLists'] | undefined;
  redirects?: ServerConfiguration['redirects'] | undefined;
  passHeaders?: string[] | undefined;
  access?: StoredCallers | undefined;
  publicUrl?: string | undefined;
  monitoring?: StoredMonitoring | undefined;
}

/** What is told and kept of its connections; what is absent is as the environment says. Times in ms. */
export interface StoredMonitoring {
  enabled?: boolean | undefined;
  statsIntervalMs?: number | undefined;
  heartbeatIntervalMs?: number | undefined;
  keepHistory?: boolean | undefined;
  historyLimit?: number | undefined;
  maskClients?: boolean | undefined;
}

/** What the operator changed about one tool; `tool`: its name by the document when it was first changed. */
export interface ToolChange {
  tool: string;
  enabled?: boolean | undefined;
  name?: string | undefined;
  title?: string | undefined;
  description?: string | undefined;
}

/** By method and path of the operation. */
export type ToolChanges = Record<string, ToolChange>;

/** An MCP program that is run instead of a document. Without `cwd`, in the data directory. */
export interface StoredCommand {
  program: string;
  args: string[];
  cwd?: string | undefined;
}

/** Over stdio: a process for each session of MCP, or one for the whole server. */
export type ProcessPer = 'session' | 'server';

export interface SecretNames {
  auth: string | null;
  headers: string[];
  /** The kind of credential by security scheme; rows from before there were any have none. */
  credentials?: Record<string, string>;
  /** Of the variables of a command. */
  environment?: string[];
  /** There is a client secret to ask an issuer about tokens with. */
  introspection?: boolean;
}

/** A configured MCP server. */
@Entity({ name: 'servers' })
@Index('servers_name', ['name'], { unique: true })
export class ServerEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'servers_pkey' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', default: '' })
  description: string;

  /** Words by which people find it again. */
  @Column({ type: 'jsonb', default: [] })
  tags: string[];

  @Column({ type: 'text' })
  transport: string;

  /** The port that was asked for; null for any free one. */
  @Column({ type: 'integer', nullable: true })
  port: number | null;

  /** The port that it had last, tried first when any will do. */
  @Column({ name: 'last_port', type: 'integer', nullable: true })
  lastPort: number | null;

  @Column({ type: 'text' })
  endpoint: string;

  /** Null for a command. */
  @Index('servers_document_id')
  @Column({ name: 'document_id', type: 'uuid', nullable: true })
  documentId: string | null;

  /** Null for a document. */
  @Column({ type: 'jsonb', nullable: true })
  command: StoredCommand | null;

  @Column({ name: 'process_per', type: 'text', default: 'session' })
  processPer: ProcessPer;

  @Column({ name: 'base_url', type: 'text', nullable: true })
  baseUrl: string | null;

  @Column({ type: 'jsonb', default: {} })
  filters: Filters;

  @Column({ name: 'restart_policy', type: 'jsonb', default: {} })
  restartPolicy: StoredRestartPolicy;

  @Column({ type: 'jsonb', default: {} })
  limits: StoredLimits;

  /** Under Node's permission model; null: as the environment says. */
  @Column({ type: 'boolean', nullable: true })
  confined: boolean | null;

  @Column({ name: 'upstream_probe', type: 'jsonb', nullable: true })
  upstreamProbe: StoredUpstreamProbe | null;

  @Column({ type: 'jsonb', default: {} })
  serving: StoredServing;

  @Column({ name: 'tool_changes', type: 'jsonb', default: {} })
  toolChanges: ToolChanges;

  /** Headers and credentials for the upstream and the variables of a command, sealed by SecretBox with the server's id as context. */
  @Column({ name: 'sealed_secrets', type: 'text', nullable: true })
  sealedSecrets: string | null;

  /** Hosts and ranges that its requests may reach although they are private; only admins set them. */
  @Column({ name: 'outgoing_hosts', type: 'jsonb', default: [] })
  outgoingHosts: string[];

  /** Those of the hosts it is configured with that an admin typed: they may be private. Null: all of them, for rows from before anybody asked. */
  @Column({ name: 'own_hosts', type: 'jsonb', nullable: true })
  ownHosts: string[] | null;

  /** What of the secrets may be shown: the kind of credential and the names of the headers. */
  @Column({ name: 'secret_names', type: 'jsonb', default: { auth: null, headers: [] } })
  secretNames: SecretNames;

  /** Only nodes with all of these run it. */
  @Column({ name: 'node_labels', type: 'jsonb', default: {} })
  nodeLabels: Record<string, string>;

  /** On so many nodes at once, as far as there are that many. */
  @Column({ type: 'integer', default: 1 })
  replicas: number;

  @Column({ name: 'auto_start', type: 'boolean', default: true })
  autoStart: boolean;

  @Column({ name: 'desired_state', type: 'text', default: 'stopped' })
  desiredState: DesiredState;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
