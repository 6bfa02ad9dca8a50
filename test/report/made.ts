/** A small output folder whose every number can be counted by hand: records as objects, and the same as Parquet. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database, literal } from '../../src/database/database.ts';
import { asPattern } from '../../src/report/facts/relation.ts';

export interface Made {
  readonly dialogue_id: number;
  readonly protocol: string;
  readonly type: string;
  readonly outcome: 'success' | 'reject' | 'error';
  readonly reason: string | null;
  /** Microseconds since 1970. */
  readonly start: number;
  readonly response_time: number | null;
  readonly copies: number;
  readonly retransmissions: number;
  readonly edge: string | null;
  readonly capture_loss: boolean;
  readonly imsi: string | null;
  readonly home_mcc: string | null;
  readonly home_mnc: string | null;
  readonly visited_country: string | null;
  readonly visited_mcc: string | null;
  readonly visited_mnc: string | null;
  readonly vlr_number: string | null;
  readonly sgsn_number: string | null;
  readonly sgsn_address: string | null;
  readonly ggsn_address: string | null;
  readonly apn: string | null;
  readonly visited_node: string | null;
  readonly cell: string | null;
  readonly tunnel_id: number | null;
}

const TYPES: Readonly<Record<string, string>> = {
  dialogue_id: 'BIGINT',
  start_time: 'BIGINT',
  response_time: 'DOUBLE',
  copies: 'INTEGER',
  retransmissions: 'INTEGER',
  capture_loss: 'BOOLEAN',
  tunnel_id: 'BIGINT',
};

/** 2026-02-02, a Monday. */
export const MONDAY = 1_770_000_000 - (1_770_000_000 % 86_400);

/** Names as a hostile capture might bring them. */
export const HOSTILE = [
  '</script><script>window.broken = 1</script>',
  '<img src=x onerror="window.broken = 2">',
  `"><svg onload='window.broken = 3'>`,
  "'; DROP TABLE slab; --",
  '{{7*7}} \u2028\u0000\u001b[31m',
];

/** The same numbers each time. */
export function randomly(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const COUNTRIES = ['DE', 'FR', 'IT', 'PL', 'SE', null];

/** `count` dialogues of 60 devices over three days. */
export function records(count: number, seed = 7): Made[] {
  const r = randomly(seed);
  const pick = <T>(list: readonly T[]): T => list[r(list.length)];
  return Array.from({ length: count }, (_, i) => {
    const device = r(60);
    const gtp = r(3) === 0;
    const type = gtp
      ? pick(['PDP_CREATE', 'PDP_UPDATE', 'PDP_DELETE', 'OTHER'])
      : pick(['SAI', 'SAI', 'UL', 'UL_GPRS', 'CL', 'OTHER']);
    const outcome = pick(['success', 'success', 'success', gtp ? 'error' : 'reject', 'error'] as const);
    const reason =
      outcome === 'success'
        ? null
        : outcome === 'reject'
          ? pick(['RoamingNotAllowed', 'UnknownSubscriber'])
          : pick(['_Incomplete', 'Abort', HOSTILE[0]]);
    const country = pick(COUNTRIES);
    const place = COUNTRIES.indexOf(country);
    return {
      dialogue_id: i + 1,
      protocol: gtp ? 'GTP' : 'MAP',
      type,
      outcome,
      reason,
      start: (MONDAY + r(3 * 86_400)) * 1e6 + r(1_000_000),
      response_time: reason === '_Incomplete' ? null : (1 + r(5000)) / 1000,
      copies: r(20) === 0 ? 1 : 0,
      retransmissions: r(10) === 0 ? 2 : 0,
      edge: r(50) === 0 ? 'end' : null,
      capture_loss: r(25) === 0,
      imsi: gtp && r(8) === 0 ? null : `00101${String(device).padStart(10, '0')}`,
      home_mcc: '001',
      home_mnc: pick(['01', '02']),
      visited_country: country,
      visited_mcc: country === null ? null : String(200 + place),
      visited_mnc: country === null ? null : pick(['01', '02']),
      vlr_number: type === 'UL' ? `4917${place}` : null,
      sgsn_number: type === 'UL_GPRS' ? `4918${place}` : null,
      sgsn_address: gtp ? `192.0.2.${place}` : null,
      ggsn_address: gtp ? pick(['198.51.100.1', '198.51.100.2']) : null,
      apn: gtp ? pick(['internet', 'meter.example', ...HOSTILE]) : null,
      visited_node: gtp ? null : pick(['VLR', 'SGSN']),
      cell: gtp && r(2) === 0 ? `200-01-1-${r(9)}` : null,
      tunnel_id: gtp ? device * 4 + r(4) : null,
    };
  });
}

/** Writes rows as Parquet; `start` becomes `start_time`, a timestamp. */
export async function writeRecords(file: string, rows: readonly Made[]): Promise<void> {
  const names = [
    'dialogue_id',
    'protocol',
    'type',
    'outcome',
    'reason',
    'start_time',
    'response_time',
    'copies',
    'retransmissions',
    'edge',
    'capture_loss',
    'imsi',
    'home_mcc',
    'home_mnc',
    'visited_country',
    'visited_mcc',
    'visited_mnc',
    'vlr_number',
    'sgsn_number',
    'sgsn_address',
    'ggsn_address',
    'apn',
    'visited_node',
    'cell',
    'tunnel_id',
  ];
  const lines = rows.map(({ start, ...row }) => JSON.stringify({ ...row, start_time: start }));
  const json = `${file}.ndjson`;
  writeFileSync(json, lines.join('\n'));
  const columns = names.map(name => `${name}: '${TYPES[name] ?? 'VARCHAR'}'`).join(', ');
  await sql(
    `COPY (SELECT * REPLACE (make_timestamp(start_time) AS start_time)
           FROM read_json(${literal(asPattern(json))}, format = 'newline_delimited', columns = {${columns}}))
     TO ${literal(file)} (FORMAT parquet)`,
  );
}

export async function sql(text: string): Promise<void> {
  const database = await Database.open();
  try {
    await database.run(text);
  } finally {
    database.close();
  }
}

/** A folder of `dialogues.parquet` alone. */
export async function madeFolder(scratch: string, name: string, rows: readonly Made[]): Promise<string> {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  await writeRecords(join(folder, 'dialogues.parquet'), rows);
  return folder;
}
