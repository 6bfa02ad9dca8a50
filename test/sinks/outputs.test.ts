import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBTimestampTZValue } from '@duckdb/node-api';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { COLUMNS } from '../../src/sinks/columns.ts';
import { ENCODERS } from '../../src/sinks/encoders.ts';
import { type EncodeInput, type EncoderOptions, FORMATS, type Format } from '../../src/sinks/sink.ts';
import { query } from './duckdb.ts';
import { dialogue, draws, RecordView, type Row, randomInput, randomRecord, slowRows, type Value } from './records.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sinks-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Encodes the inputs and writes the file; gives its path. */
async function written(format: Format, inputs: readonly EncodeInput[], options: EncoderOptions = {}): Promise<string> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.${FORMATS[format].extension}`);
  const encoder = ENCODERS[format](options);
  const sink = FORMATS[format].sink(path);
  await sink.open();
  for (const input of inputs) await sink.append(encoder.encode(input));
  await sink.finish();
  return path;
}

/** Inputs of these numbers of rows. */
function random(seed: number, ...counts: number[]): EncodeInput[] {
  const draw = draws(seed);
  return counts.map((count, number) => randomInput(count, draw, number));
}

async function byDuckdb(path: string): Promise<Row[]> {
  const rows = await query(`select * from read_parquet('${path}')`);
  return rows.map(row =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value instanceof DuckDBTimestampTZValue ? value.micros : value,
      ]),
    ),
  ) as Row[];
}

async function byHyparquet(path: string): Promise<Row[]> {
  const file = await asyncBufferFromFile(path);
  const micros = (value: bigint): bigint => value;
  const rows = await parquetReadObjects({
    file,
    compressors,
    // hyparquet's own dates hold milliseconds alone.
    parsers: { timestampFromMicroseconds: micros } as never,
  });
  return rows as Row[];
}

/** Columns alone that differ, so that a failure says which. */
function differences(actual: readonly Row[], expected: readonly Row[]): string[] {
  const found = new Set<string>();
  if (actual.length !== expected.length) found.add(`${actual.length} rows, ${expected.length} expected`);
  for (let i = 0; i < Math.min(actual.length, expected.length); i++) {
    for (const { name } of COLUMNS) {
      const [a, b] = [actual[i][name], expected[i][name]];
      if (!Object.is(a, b)) found.add(`row ${i} ${name}: ${String(a)} is not ${String(b)}`);
    }
  }
  return [...found].slice(0, 20);
}

describe('parquet', () => {
  it('holds every value of every column in all row groups, as DuckDB reads it', async () => {
    const inputs = random(1, 3000, 1, 511, 512, 513, 7);
    expect(differences(await byDuckdb(await written('parquet', inputs)), slowRows(inputs))).toEqual([]);
  });

  it('holds the same as hyparquet reads it', async () => {
    const inputs = random(2, 2000, 9);
    expect(differences(await byHyparquet(await written('parquet', inputs)), slowRows(inputs))).toEqual([]);
  });

  it('goes from dictionaries to plain values where most are distinct', async () => {
    // 20,000 rows: identifiers and frame numbers are distinct, titles and codes repeat.
    const inputs = random(3, 20_000);
    const path = await written('parquet', inputs);
    expect(differences(await byDuckdb(path), slowRows(inputs))).toEqual([]);
    const encodings = await query(
      `select path_in_schema as name, dictionary_page_offset is not null as dictionary from parquet_metadata('${path}')`,
    );
    const withDictionary = (name: string): unknown => encodings.find(row => row.name === name)?.dictionary;
    expect(withDictionary('calling_gt')).toBe(true);
    expect(withDictionary('operation_code')).toBe(true);
    expect(withDictionary('src_ip')).toBe(false);
  });

  it('is a readable file without rows', async () => {
    const path = await written('parquet', []);
    expect(await query(`select count(*)::int as n from '${path}'`)).toEqual([{ n: 0 }]);
    expect(await byHyparquet(path)).toEqual([]);
  });

  it('leaves out inputs without rows', async () => {
    const inputs = random(4, 0, 5, 0);
    const path = await written('parquet', inputs);
    expect(differences(await byDuckdb(path), slowRows(inputs))).toEqual([]);
    expect((await parquetMetadataAsync(await asyncBufferFromFile(path))).row_groups).toHaveLength(1);
  });

  it('declares UTF-8 texts, signed integers and UTC microseconds', async () => {
    const path = await written('parquet', random(5, 3));
    const schema = await query(
      `select name, type, converted_type, logical_type from parquet_schema('${path}') offset 1`,
    );
    const types = {
      text: ['BYTE_ARRAY', 'UTF8'],
      int32: ['INT32', null],
      int64: ['INT64', null],
      double: ['DOUBLE', null],
      boolean: ['BOOLEAN', null],
      timestamp: ['INT64', 'TIMESTAMP_MICROS'],
    } as const;
    expect(schema.map(({ name, type, converted_type }) => [name, type, converted_type])).toEqual(
      COLUMNS.map(({ name, type }) => [name, ...types[type]]),
    );
    const logical = schema.filter(({ name }) => name === 'start_time').map(row => String(row.logical_type))[0];
    expect(logical).toMatch(/isAdjustedToUTC=1.*MICROS=MicroSeconds/);
  });

  it('compresses every column with zstd', async () => {
    const path = await written('parquet', random(6, 600));
    const codecs = await query(`select distinct compression from parquet_metadata('${path}')`);
    expect(codecs).toEqual([{ compression: 'ZSTD' }]);
  });

  it('states minimum, maximum and nulls that are true', async () => {
    const inputs = random(7, 900, 400);
    const path = await written('parquet', inputs);
    const statistics = await query(
      `select row_group_id::int as g, path_in_schema as name, stats_min_value as min, stats_max_value as max, stats_null_count::int as nulls
       from parquet_metadata('${path}')`,
    );
    const expected = inputs.flatMap((input, g) => {
      const rows = slowRows([input]);
      return COLUMNS.map(({ name, type }) => {
        const values = rows.map(row => row[name]).filter(value => value !== null) as (number | bigint)[];
        const nulls = rows.length - values.length;
        if (type !== 'int32' && type !== 'int64') return { g, name, nulls };
        const sorted = values.toSorted((x, y) => (x < y ? -1 : x > y ? 1 : 0));
        return { g, name, nulls, min: String(sorted[0]), max: String(sorted.at(-1)) };
      });
    });
    const found = statistics.map(({ g, name, min, max, nulls }) => {
      const type = COLUMNS.find(each => each.name === name)?.type;
      return type === 'int32' || type === 'int64' ? { g, name, nulls, min, max } : { g, name, nulls };
    });
    expect(found).toEqual(expected);
  });

  it('lets a filter on time skip row groups without losing rows', async () => {
    const inputs = random(8, 600, 600);
    const path = await written('parquet', inputs);
    const after = 1_700_000_000_000_000n;
    const expected = slowRows(inputs).filter(row => (row.start_time as bigint) > after).length;
    const found = await query(`select count(*)::int as n from '${path}' where epoch_us(start_time) > ${after}`);
    const pushed = await query(
      `select count(*)::int as n from '${path}' where start_time > make_timestamptz(${after}::bigint)`,
    );
    expect([found[0].n, pushed[0].n]).toEqual([expected, expected]);
  });

  it('gives the same octets whatever was encoded before', () => {
    const [first, second] = random(9, 700, 900);
    const fresh = ENCODERS.parquet().encode(second);
    const used = ENCODERS.parquet();
    used.encode(first);
    expect(Buffer.compare(used.encode(second).octets, fresh.octets)).toBe(0);
  });

  it('gives the same octets of a few rows whatever stood in their places before', () => {
    const [first, second] = random(10, 700, 5);
    const once = ENCODERS.parquet().encode(second).octets.slice();
    const used = ENCODERS.parquet();
    used.encode(first);
    expect(Buffer.compare(used.encode(second).octets, once)).toBe(0);
  });
});

/** Times of NDJSON and CSV: ISO 8601 UTC, six decimals. */
function iso(micros: bigint): string {
  const second = micros / 1_000_000n;
  const fraction = String(micros % 1_000_000n).padStart(6, '0');
  return new Date(Number(second) * 1000).toISOString().replace(/\.000Z$/, `.${fraction}Z`);
}

/** What a value is in JSON: identifiers of 63 bits as text, 32-bit numbers as numbers. */
const QUOTED = new Set(['dialogue_id', 'linked_id', 'tunnel_id']);
function inJson(name: string, value: Value): Value {
  if (typeof value !== 'bigint') return value;
  if (name.endsWith('_time')) return iso(value);
  return QUOTED.has(name) ? String(value) : Number(value);
}

function jsonRows(inputs: readonly EncodeInput[]): Row[] {
  return slowRows(inputs).map(row =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, inJson(name, value)])),
  );
}

describe('ndjson', () => {
  it('holds every value of every column, one object a line', async () => {
    const inputs = random(11, 3000, 1, 513);
    const text = await readFile(await written('ndjson', inputs), 'utf8');
    expect(text.endsWith('}\n')).toBe(true);
    const rows = text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Row);
    expect(differences(rows, jsonRows(inputs))).toEqual([]);
  });

  it('has every column as a key in every line, in the order of the table', async () => {
    const text = await readFile(await written('ndjson', random(12, 20)), 'utf8');
    const names = COLUMNS.map(column => column.name);
    for (const line of text.trimEnd().split('\n')) expect(Object.keys(JSON.parse(line))).toEqual(names);
  });

  it('is read by DuckDB with the same values', async () => {
    const inputs = random(13, 800);
    const path = await written('ndjson', inputs);
    const columns = COLUMNS.map(({ name, type }) => `${name}: '${type === 'double' ? 'DOUBLE' : 'VARCHAR'}'`).join(
      ', ',
    );
    const rows = await query(`select * from read_ndjson('${path}', columns = {${columns}})`);
    const expected = jsonRows(inputs).map(row =>
      Object.fromEntries(
        COLUMNS.map(({ name, type }) => [
          name,
          row[name] === null || type === 'double' ? row[name] : String(row[name]),
        ]),
      ),
    );
    expect(differences(rows as Row[], expected)).toEqual([]);
  });

  it('writes durations that read as exactly the double that Parquet holds', async () => {
    const inputs = random(14, 2000);
    const text = await readFile(await written('ndjson', inputs), 'utf8');
    const durations = text
      .trimEnd()
      .split('\n')
      .map(line => (JSON.parse(line) as Row).duration);
    const held = await byDuckdb(await written('parquet', inputs));
    expect(durations).toEqual(held.map(row => row.duration));
  });
});

/** What DuckDB reads from a CSV of texts. */
function csvRows(inputs: readonly EncodeInput[]): Row[] {
  return jsonRows(inputs).map(row =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        if (value === null) return [name, null];
        const guarded = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
        return [name, guarded];
      }),
    ),
  );
}

describe('an APN of 64 KiB of control characters', () => {
  const octets = new Uint8Array(65535).fill(1);
  const input = (): EncodeInput => {
    const records = new ArrayBuffer(3 * dialogue.stride);
    for (let row = 0; row < 3; row++) {
      const view = new RecordView(records, row);
      view.set('protocol', PROTOCOL.gtp);
      view.set('apn', 1);
    }
    return { number: 0, count: 3, records, texts: [octets], files: ['x'.repeat(4096)] };
  };
  // Labels of one octet each: 32,767 whole ones, and one that is cut.
  const text = `${'\\x01.'.repeat(32_767)}`;

  it('is whole in every format', async () => {
    const [parquet] = await byDuckdb(await written('parquet', [input()]));
    const [line] = (await readFile(await written('ndjson', [input()]), 'utf8')).split('\n');
    const [, row] = (await readFile(await written('csv', [input()]), 'utf8')).split('\r\n');
    expect([parquet.apn, (JSON.parse(line) as Row).apn]).toEqual([text, text]);
    expect(row.includes(`,${text},`)).toBe(true);
  });
});

describe('csv', () => {
  it('holds every value of every column, texts that look like formulas guarded', async () => {
    const inputs = random(21, 2000, 3);
    const path = await written('csv', inputs);
    const rows = await query(
      `select * from read_csv('${path}', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"', new_line = '\\r\\n', auto_detect = false,
        columns = {${COLUMNS.map(({ name }) => `${name}: 'VARCHAR'`).join(', ')}})`,
    );
    expect(differences(rows as Row[], csvRows(inputs))).toEqual([]);
  });

  it('has a header of the column names, also without rows', async () => {
    const text = await readFile(await written('csv', []), 'utf8');
    expect(text).toBe(`${COLUMNS.map(column => column.name).join(',')}\r\n`);
  });
});

describe('none', () => {
  it('counts rows and writes nothing', async () => {
    const sink = FORMATS.none.sink('nowhere');
    await sink.open();
    for (const input of random(31, 5, 6)) await sink.append(ENCODERS.none().encode(input));
    await sink.finish();
    expect(sink.rows).toBe(11);
  });
});

describe('an identity', () => {
  it('stands in no output once pseudonyms are asked for', async () => {
    const draw = draws(41);
    const input = randomInput(300, draw);
    // One subscriber in all rows, so that its digits can be looked for.
    for (let row = 0; row < input.count; row++) {
      const view = new RecordView(input.records, row);
      randomRecord(view, draw);
      view.setSlot('imsi', [0x62, 0x02, 0x21, 0x43, 0x65, 0x87, 0x09, 0xf1]); // 262012345678901
    }
    const pseudonym = '00000004'.repeat(4);
    const options: EncoderOptions = {
      pseudonym: {
        of: kind => String(kind.length).padStart(8, '0').repeat(4),
        words: (kind, _text, _length, to, at) => to.fill(kind.length, at, at + 4),
      },
    };
    const rows = await byDuckdb(await written('parquet', [input], options));
    expect(new Set(rows.map(row => row.imsi))).toEqual(new Set([pseudonym]));
    expect(new Set(rows.map(row => row.home_mcc))).toEqual(new Set(['262']));
    for (const format of ['ndjson', 'csv'] as const) {
      const octets = await readFile(await written(format, [input], options));
      expect(octets.includes(pseudonym)).toBe(true);
      expect(octets.includes('2345678901')).toBe(false);
    }
  });
});
