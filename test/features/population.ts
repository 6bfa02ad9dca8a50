/**
 * Populations that no network would show and no rule forbids: ties to the microsecond, gaps of exactly 30 s, tunnels that
 * end before they begin, numbers of tunnels shared by devices, columns that are null throughout, every type with every
 * outcome. The same seed gives the same population.
 */
import { Random } from '../../captures/maker/random.ts';
import { complete, type Row } from './records.ts';
import type { Model, Owned } from './reference-records.ts';

export interface Population {
  /** In time order. */
  readonly dialogues: readonly Row[];
  readonly owners: ReadonlyMap<string, Owned>;
  readonly models: ReadonlyMap<string, Model>;
}

const SECOND = 1_000_000n;
const MONTH = BigInt(Date.UTC(2026, 1, 1)) * 1000n;

const OUTCOMES = ['success', 'success', 'success', 'reject', 'error', 'error'];
const NODES = ['VLR', 'VLR', 'SGSN', 'SGSN', 'MME', 'MME_SGSN', 'IMS', 'MSC', null];
const MAP_TYPES = ['SAI', 'SAI', 'UL', 'UL_GPRS', 'CL', 'OTHER'];
const GTP_TYPES = ['PDP_CREATE', 'PDP_UPDATE', 'PDP_UPDATE', 'PDP_DELETE', 'OTHER'];
/** All that is not GTP signals over SS7; MAP is by far the most of it. */
const OTHER_PROTOCOLS = ['MAP', 'MAP', 'MAP', 'CAP', 'INAP', 'TCAP'];

/** Microseconds to the next dialogue: mostly the places where rules turn. */
const STEPS = [
  ...[0n, 0n, 1n, 500_000n, 3n * SECOND, 29n * SECOND],
  ...[30n * SECOND - 1n, 30n * SECOND, 30n * SECOND + 1n],
  ...[60n * SECOND - 1n, 60n * SECOND, 61n * SECOND, 600n * SECOND, 7200n * SECOND],
];

/** Past 53 bits, equal in their low halves, tiny: what an identifier may be. */
const TUNNELS = [
  1n,
  2n,
  4_294_967_297n,
  4_611_686_018_427_387_904n,
  9_223_372_036_854_775_807n,
  9_007_199_254_740_993n,
];

const COUNTRIES = ['DE', 'FR', 'US', 'GB'];
const MCCS = ['262', '208', '310'];
/** Two digits and three: 1 and 01 and 001 are three networks. */
const MNCS = ['1', '01', '001', '10'];
/** The first begins with a zero, the last is in no table. */
const TACS = ['01000001', '35000002', '35000003', '35000009'];
const APNS = ['internet', 'iot.example', 'm2m.example'];

/** How a device behaves: drawn once for each. */
interface Habit {
  readonly random: Random;
  readonly imsi: string | null;
  readonly gtpShare: number;
  readonly tunnels: readonly bigint[];
  readonly steps: readonly bigint[];
  /** Chance that a column is told, by column; 0 for some columns of some devices. */
  readonly told: Readonly<Record<string, number>>;
}

const TOLD = ['country', 'mcc', 'mnc', 'cell', 'vlr', 'sgsnNumber', 'sgsnAddress', 'tac', 'apn', 'tunnel', 'node'];

function habit(random: Random, imsi: string | null): Habit {
  const told = TOLD.map(name => [name, random.pick([0, 0.2, 0.6, 0.9, 1])] as const);
  return {
    random,
    imsi,
    gtpShare: random.pick([0, 0.1, 0.5, 0.5, 0.9, 1]),
    tunnels: Array.from({ length: random.between(1, 4) }, () => random.pick(TUNNELS)),
    steps: random.chance(0.2) ? [random.pick(STEPS), random.pick(STEPS)] : STEPS,
    told: Object.fromEntries(told),
  };
}

function dialogue(h: Habit, dialogue_id: bigint, start_time: bigint): Row {
  const { random, imsi, told } = h;
  const say = <T>(name: string, values: readonly T[]): T | null =>
    random.chance(told[name]) ? random.pick(values) : null;
  const gtp = random.chance(h.gtpShare);
  const type = random.pick(gtp ? GTP_TYPES : MAP_TYPES);
  // Some records put a tunnel where it does not belong: on OTHER, on MAP.
  const inTunnel = type.startsWith('PDP') || random.chance(0.05);
  return complete({
    dialogue_id,
    start_time,
    protocol: gtp ? 'GTP' : type === 'OTHER' ? random.pick(OTHER_PROTOCOLS) : 'MAP',
    type,
    outcome: random.pick(OUTCOMES),
    edge: random.chance(0.04) ? random.pick(['start', 'end']) : null,
    imsi,
    tac: say('tac', TACS),
    visited_node: say('node', NODES),
    visited_country: say('country', COUNTRIES),
    visited_mcc: say('mcc', MCCS),
    visited_mnc: say('mnc', MNCS),
    vlr_number: say('vlr', ['4917', '4917001', '336']),
    sgsn_number: say('sgsnNumber', ['4917', '336']),
    sgsn_address: say('sgsnAddress', ['192.0.2.1', '192.0.2.2', '2001:db8::1']),
    ggsn_address: say('sgsnAddress', ['198.51.100.1', '198.51.100.2']),
    cell: say('cell', ['262-01-1-11', '262-01-1-12', '208-01-9-1']),
    apn: say('apn', APNS),
    tunnel_id: inTunnel ? say('tunnel', h.tunnels) : null,
  });
}

/** 63 bits, none twice. */
class Identifiers {
  readonly #taken = new Set<bigint>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): bigint {
    for (;;) {
      const high = this.#random.pick([0, 0, 1, this.#random.below(2 ** 31)]);
      const id = (BigInt(high) << 32n) | BigInt(this.#random.below(2 ** 32));
      if (this.#taken.has(id)) continue;
      this.#taken.add(id);
      return id;
    }
  }
}

/** Digits with zeros before them, or the 32 hex digits of a pseudonym. */
function identity(random: Random, device: number): string {
  if (random.chance(0.1)) return device.toString(16).padStart(32, 'f');
  return String(device).padStart(15, random.chance(0.5) ? '0' : '2');
}

/** Devices that stand exactly where a rule turns; their dialogues come at these seconds. */
const BORDERS: readonly (readonly [type: string, at: number])[][] = [
  // 99 of 100 sessions are alike, 9 of 10, 8 of 10.
  ...[100, 10].map(many => Array.from({ length: many }, (_, i) => [i === 0 ? 'UL' : 'SAI', i * 60] as const)),
  Array.from({ length: 10 }, (_, i) => [i < 2 ? 'UL' : 'SAI', i * 60]),
  // Sequences of 63 to 65 dialogues, as long as they are written whole, and of a thousand.
  ...[63, 64, 65, 1000].map(many => Array.from({ length: many }, (_, i) => ['SAI', i] as const)),
  // The same dialogues in another order are another sequence: two of three, and of four that cancel each other.
  [...['SAI', 'UL', 'SAI'], ...['UL', 'SAI', 'SAI'], ...['SAI', 'UL', 'SAI']].map((type, i) => [
    type,
    Math.floor(i / 3) * 60 + (i % 3),
  ]),
  [...['SAI', 'SAI', 'UL', 'UL'], ...['UL', 'UL', 'SAI', 'SAI'], ...['UL', 'SAI', 'UL', 'SAI']].map((type, i) => [
    type,
    Math.floor(i / 4) * 60 + (i % 4),
  ]),
  // Half a century apart.
  [0, 1, 1.6e9].map(at => ['SAI', at]),
];

function borders(identifiers: Identifiers): Row[] {
  return BORDERS.flatMap((dialogues, device) =>
    dialogues.map(([type, at]) =>
      complete({
        dialogue_id: identifiers.next(),
        start_time: MONTH + BigInt(at) * SECOND,
        protocol: 'MAP',
        type,
        outcome: 'success',
        imsi: `90170${String(device).padStart(10, '0')}`,
      }),
    ),
  );
}

const LENGTHS = [1, 1, 2, 2, 3, 5, 8, 20, 40, 80];

export function population(seed: number, devices: number): Population {
  const random = new Random(seed);
  const identifiers = new Identifiers(random);
  const dialogues = borders(identifiers);
  const owners = new Map<string, Owned>();
  for (let device = 0; device < devices; device++) {
    const imsi = device === 3 ? null : identity(random, device);
    const h = habit(random, imsi);
    const length = device === 0 ? 700 : random.pick(LENGTHS);
    let time = MONTH + BigInt(random.below(86_400)) * SECOND;
    for (let i = 0; i < length; i++) {
      dialogues.push(dialogue(h, identifiers.next(), time));
      time += random.pick(h.steps);
    }
    if (imsi === null || random.chance(0.4)) continue;
    owners.set(imsi, {
      organisation: random.pick(['cars', 'meters', null]),
      tac: random.pick([...TACS, null]),
    });
  }
  owners.set('999999999999999', { organisation: 'of a device without dialogues', tac: null });
  dialogues.sort((a, b) => Number(a.start_time - b.start_time));
  return { dialogues, owners, models: modelsOf(random) };
}

/** All but the last of the TACs, with gaps. */
function modelsOf(random: Random): Map<string, Model> {
  const text = (word: string): string | null => (random.chance(0.2) ? null : word);
  return new Map(
    TACS.slice(0, -1).map((tac, i) => [
      tac,
      {
        model_name: text(`model ${i}`),
        brand_name: text(`brand ${i}`),
        marketing_name: text(`name ${i}`),
        device_type: text(`type ${i}`),
        manufacturer: text(`maker ${i}`),
      },
    ]),
  );
}

/** The same rows in another order. */
export function shuffled<T>(rows: readonly T[], seed: number): T[] {
  const random = new Random(seed);
  const result = [...rows];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}
