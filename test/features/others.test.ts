/** Records that others wrote, with the same columns: other types of the same meaning, other habits of text. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../commands/tool.ts';
import { query } from '../sinks/duckdb.ts';
import { population, shuffled } from './population.ts';
import { csv, ndjson, write } from './records.ts';
import { features, octetsOf } from './run.ts';

const scratch = scratchFolder();
const rows = shuffled(population(21, 25).dialogues, 1);
let base = '';
let wanted: Record<string, string>;
beforeAll(async () => {
  base = await write(join(scratch, 'base.parquet'), rows);
  wanted = octetsOf((await features(scratch, [base])).folder);
});

describe('the same octets from Parquet', () => {
  it.each([
    ['times without a zone are UTC', '* REPLACE (start_time::TIMESTAMP AS start_time)'],
    ['times in nanoseconds', '* REPLACE (start_time::TIMESTAMP::TIMESTAMP_NS AS start_time)'],
    ['texts as enumerations', '* REPLACE (type::ENUM_OF_TYPES AS type)'],
    ['identifiers without a sign', '* REPLACE (dialogue_id::UBIGINT AS dialogue_id, tunnel_id::UBIGINT AS tunnel_id)'],
    ['identifiers as text', '* REPLACE (dialogue_id::VARCHAR AS dialogue_id, tunnel_id::VARCHAR AS tunnel_id)'],
    ['columns in another order, and more of them', "'x' AS extra, * EXCLUDE (start_time), start_time"],
    ['only the columns that are needed', 'COLUMNS(c -> c IN (NEEDED))'],
    [
      'no value as an empty text',
      "* REPLACE (coalesce(cell, '') AS cell, coalesce(edge, '') AS edge, coalesce(imsi, '') AS imsi)",
    ],
  ])('%s', async (name, select) => {
    const types = "ENUM('SAI', 'UL', 'UL_GPRS', 'CL', 'PDP_CREATE', 'PDP_UPDATE', 'PDP_DELETE', 'OTHER')";
    const needed =
      `dialogue_id protocol type outcome start_time edge imsi tac visited_node vlr_number sgsn_number sgsn_address
      visited_country visited_mcc visited_mnc cell apn tunnel_id`
        .split(/\s+/)
        .map(column => `'${column}'`);
    const path = join(scratch, `${name.replaceAll(/\W+/g, '-')}.parquet`);
    const columns = select.replace('ENUM_OF_TYPES', types).replace('NEEDED', needed.join());
    await query(`COPY (SELECT ${columns} FROM read_parquet('${base}')) TO '${path}' (FORMAT parquet)`);
    expect(octetsOf((await features(scratch, [path])).folder)).toEqual(wanted);
  });

  it('times an hour off with a zone that says so', async () => {
    const path = join(scratch, 'zone.csv');
    const shift = "strftime(start_time + INTERVAL 1 HOUR, '%Y-%m-%d %H:%M:%S.%f') || '+01'";
    await query(`SET TimeZone = 'UTC'`);
    await query(
      `COPY (SELECT * REPLACE (${shift} AS start_time) FROM read_parquet('${base}')) TO '${path}' (FORMAT csv)`,
    );
    expect(octetsOf((await features(scratch, [path])).folder)).toEqual(wanted);
  });
});

describe('the same octets from text', () => {
  const quoted = csv(rows).replaceAll(/[^,\r\n]+/g, field => `"${field}"`);
  const lean = ndjson(rows)
    .split('\n')
    .filter(line => line !== '')
    .map(line =>
      JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).filter(([, value]) => value !== null))),
    );
  const numbers = ndjson(rows).replaceAll(/"(dialogue_id|tunnel_id)":"(\d+)"/g, '"$1":$2');
  it.each([
    ['lf.csv', csv(rows).replaceAll('\r\n', '\n')],
    ['mark.csv', `\ufeff${csv(rows)}`],
    ['quoted.csv', quoted],
    ['unended.csv', csv(rows).trimEnd()],
    ['semicolon.csv', csv(rows).replaceAll(',', ';')],
    ['packed.csv.gz', gzipSync(csv(rows))],
    ['packed.ndjson.gz', gzipSync(ndjson(rows))],
    ['lean.ndjson', lean.join('\n')],
    ['numbers.ndjson', numbers],
  ])('%s', async (name, text) => {
    const path = join(scratch, name);
    writeFileSync(path, text);
    expect(octetsOf((await features(scratch, [path])).folder)).toEqual(wanted);
  });
});
