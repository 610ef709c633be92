import type { DataSource } from 'typeorm';

/** A table that is configuration. `merged`: rows that are there already stay as they are, for they are who may come in. */
export interface ConfigurationTable {
  table: string;
  merged: boolean;
}

/** What a backup holds, in the order in which rows may be put back. */
const CONFIGURATION: readonly ConfigurationTable[] = [
  { table: 'settings', merged: false },
  { table: 'documents', merged: false },
  { table: 'document_versions', merged: false },
  { table: 'servers', merged: false },
  { table: 'groups', merged: false },
  { table: 'alert_rules', merged: false },
  { table: 'users', merged: true },
  { table: 'api_keys', merged: true },
];

/** Those of them that the schema of this program has. */
export function configurationTables({ entityMetadatas }: Pick<DataSource, 'entityMetadatas'>): ConfigurationTable[] {
  return CONFIGURATION.filter(({ table }) => entityMetadatas.some(({ tableName }) => tableName === table));
}

/** What it leaves out: what happened, and what belongs to one installation or to one moment. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'alert_messages',
  'alerts',
  'audit_entries',
  'call_minutes',
  'calls',
  'connection_history',
  'connection_totals',
  'health_checks',
  'important_lines',
  'leases',
  'nodes',
  'process_events',
  'process_records',
  'scheduled_jobs',
  'sessions',
  'socket_attachments',
]);

/** True when somebody has decided whether a backup holds this table. */
export function isDecided(table: string): boolean {
  return LEFT_OUT.has(table) || CONFIGURATION.some((known) => known.table === table);
}
