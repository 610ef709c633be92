export { type Access, accessSchema, type ApiKey, apiKeySchema, internalApiSchema, passHeadersSchema } from './access.js';
export { bracketed } from './bracketed.js';
export { ownAddresses, type Placement } from './own-addresses.js';
export { percentDecoded } from './percent-decoded.js';
export { metadataAddress, resourceMetadata, type ResourceFacts, WELL_KNOWN } from './resource-metadata.js';
export { type ClientInfo, type Connection, type ConnectionKind, type ConnectionUse, clientInfoSchema, connectionKindSchema, connectionSchema, connectionUseSchema } from './connection.js';
export {
  type Call,
  type ChildError,
  type ChildMessage,
  type CommandResult,
  type ConnectionEvent,
  type ConnectionStats,
  type Health,
  type Heartbeat,
  type MessageData,
  type MessageType,
  messageDataSchemas,
  requestSchema,
  type Metrics,
  type ServerCounts,
  type ServerStarted,
  type ToolsChanged,
} from './messages.js';
export { type UpstreamProbeTarget, upstreamProbeTargetSchema } from './upstream-probe.js';
export { CONTRACT_VERSION, encodeBatch, encodeMessage } from './encode.js';
export { type Decoded, decodeLine, type InvalidReason } from './decode-line.js';
export { boundConnections } from './bound-connections.js';
export { drained } from './drained.js';
export { DEFAULT_MAX_LINE_BYTES, LineSplitter } from './split-lines.js';
export { Sequence } from './sequence.js';
export {
  type Command,
  type CommandInput,
  commandSchema,
  type DecodedCommand,
  decodeCommand,
  encodeCommand,
  MAX_COMMAND_BYTES,
} from './commands.js';
export {
  type Auth,
  authSchema,
  type Filters,
  filtersSchema,
  LONGEST_TIMER_MS,
  type OutputSchemas,
  outputSchemasSchema,
  type ServerConfiguration,
  type ServerConfigurationInput,
  serverConfigurationSchema,
  type ToolMode,
  toolModeSchema,
  type Transport,
  transportSchema,
} from './server-configuration.js';
export type * from './browser-events.js';
export {
  type AlertView,
  alertViewSchema,
  type ConnectionSource,
  connectionSourceSchema,
  type ConnectionView,
  connectionViewSchema,
  type EndedConnectionView,
  endedConnectionViewSchema,
  type HealthCheckView,
  healthCheckViewSchema,
  type IpcView,
  ipcViewSchema,
  type ExitCause,
  exitCauseSchema,
  lastExitSchema,
  type LogLineView,
  logLineViewSchema,
  type ProcessEndView,
  processEndViewSchema,
  type ProcessStateName,
  processStateSchema,
  type ProcessStatus,
  processStatusSchema,
  type ProcessView,
  processViewSchema,
  type ResourcesView,
  resourcesViewSchema,
  type SystemView,
  systemViewSchema,
} from './views.js';
export { telemetryVariables } from './telemetry.js';
export { redactor, secretsOf } from './redact.js';
export { type KnownReason, readReason, type ReasonCode, REASON_CODES, sayReason } from './reasons.js';
