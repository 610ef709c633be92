import type { DataSource } from 'typeorm';

/** By convention a column of this name is sealed by SecretBox with its row's id as context. */
export function isSealed(column: string): boolean {
  return column.startsWith('sealed_');
}

/** All of them, of all tables. */
export function sealedColumns({ entityMetadatas }: Pick<DataSource, 'entityMetadatas'>): { table: string; column: string }[] {
  return entityMetadatas.flatMap(({ tableName, columns }) => columns.filter(({ databaseName }) => isSealed(databaseName)).map(({ databaseName }) => ({ table: tableName, column: databaseName })));
}
