import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

let connection: Promise<DuckDBConnection> | undefined;

/** Rows of a query as objects, values as the database gives them. */
export async function query(sql: string): Promise<Record<string, DuckDBValue>[]> {
  connection ??= DuckDBInstance.create().then(instance => instance.connect());
  const reader = await (await connection).runAndReadAll(sql);
  return reader.getRowObjects();
}
