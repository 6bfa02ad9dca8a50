/**
 * The one place where the database (DuckDB, inside the process) is opened. SQL belongs to the rooms that ask; values go in as
 * literals made here, never by gluing a user's text. One thread owns a database: two that open the same file lose rows.
 */
import {
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDoubleVector,
  DuckDBInstance,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';

export interface DatabaseOptions {
  /** As the database writes it: `2GB`. It may take a quarter more than it is told. */
  readonly memoryLimit?: string;
  /** What does not fit the memory goes here, and is removed at the end. */
  readonly temporaryFolder?: string;
  readonly threads?: number;
}

const TYPES = { VARCHAR, INTEGER, DOUBLE, BOOLEAN } as const;

export interface NewColumn {
  readonly name: string;
  readonly type: keyof typeof TYPES;
  readonly values: readonly string[] | Float64Array | Int32Array | Uint8Array | readonly boolean[];
}

/** Rows of a chunk: what the database takes at once. */
const CHUNK = 2048;

/** A text as a literal of SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name (of a column, a table) as SQL takes any. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function doubles(vector: DuckDBDoubleVector): Float64Array {
  const values = new Float64Array(vector.itemCount);
  for (let i = 0; i < values.length; i++) values[i] = vector.getItem(i) ?? Number.NaN;
  return values;
}

export class Database {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  #interrupted = false;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /** In memory, UTC, no network and no extension that is not built in. */
  static async open(options: DatabaseOptions = {}): Promise<Database> {
    const { memoryLimit, temporaryFolder, threads } = options;
    const instance = await DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
      ...(temporaryFolder === undefined ? {} : { temp_directory: temporaryFolder }),
      ...(threads === undefined ? {} : { threads: String(threads) }),
    });
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return new Database(instance, connection);
  }

  async run(sql: string): Promise<void> {
    this.#goOn();
    await this.#connection.run(sql);
  }

  /** What it may take: octets, and threads. */
  async limits(): Promise<{ memory: number; threads: number }> {
    const [{ memory, threads }] = await this.rows(
      "SELECT current_setting('memory_limit') AS memory, current_setting('threads') AS threads",
    );
    // Told as 2.7 GiB.
    const [, number, unit] = String(memory).match(/^([\d.]+) (\w)/) ?? [];
    return {
      memory: Number(number) * 1024 ** Math.max(0, 'BKMGT'.indexOf(unit.toUpperCase())),
      threads: Number(threads),
    };
  }

  /** All rows as objects: for results of a size that a person would read. */
  async rows(sql: string): Promise<Record<string, DuckDBValue>[]> {
    this.#goOn();
    return (await this.#connection.runAndReadAll(sql)).getRowObjects();
  }

  /** A result chunk by chunk, each as columns of values: for results of any size. */
  async *chunks(sql: string): AsyncGenerator<DuckDBValue[][]> {
    this.#goOn();
    const result = await this.#connection.stream(sql);
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      yield chunk.getColumns();
    }
  }

  /** A result chunk by chunk, each as columns: doubles as such an array (null is NaN there), all else as values. */
  async *columns(sql: string): AsyncGenerator<(readonly DuckDBValue[] | Float64Array)[]> {
    this.#goOn();
    const result = await this.#connection.stream(sql);
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      const columns: (readonly DuckDBValue[] | Float64Array)[] = [];
      for (let i = 0; i < chunk.columnCount; i++) {
        const vector = chunk.getColumnVector(i);
        columns.push(vector instanceof DuckDBDoubleVector ? doubles(vector) : chunk.getColumnValues(i));
      }
      yield columns;
    }
  }

  /** A table made from columns of one length. */
  async create(table: string, columns: readonly NewColumn[]): Promise<void> {
    const names = columns.map(({ name, type }) => `${identifier(name)} ${type}`);
    await this.run(`CREATE TABLE ${identifier(table)} (${names.join(', ')})`);
    const rows = columns[0]?.values.length ?? 0;
    const appender = await this.#connection.createAppender(table);
    const types = columns.map(({ type }) => TYPES[type]);
    for (let from = 0; from < rows; from += CHUNK) {
      const to = Math.min(rows, from + CHUNK);
      const chunk = DuckDBDataChunk.create(types, to - from);
      chunk.setColumns(columns.map(({ values }) => Array.from<DuckDBValue>(values.slice(from, to))));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }

  /** How far the query under way has come, in percent; below 0 where it cannot tell. */
  get progress(): number {
    return this.#connection.progress.percentage;
  }

  /** Ends the query under way, which then throws. */
  interrupt(): void {
    this.#interrupted = true;
    this.#connection.interrupt();
  }

  /** The database itself forgets an interruption that comes between two queries. */
  #goOn(): void {
    if (this.#interrupted) throw new Error('INTERRUPT Error: Interrupted!');
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}
