/** How a dialogue of a device ends, and how long it takes. */
import type { Chance } from './chance.ts';
import { ERRORS, NUMBERS, REJECTS } from './devices.ts';
import { ERROR, type Events, NONE, REJECT, SILENCE, SUCCESS } from './events.ts';
import { SECOND } from './rhythm.ts';
import { type Table, TYPE, type Ways } from './tables.ts';

const MS = 1000;
/** TS 29.060 §11: a request of GTP is repeated at T3-RESPONSE, N3-REQUESTS times. */
const T3 = 5 * SECOND;
const N3 = 3;

/** What fate needs to know of the world. */
export interface Fate {
  readonly chance: Chance;
  /** Of all devices (devices.ts). */
  readonly numbers: Float32Array;
  /** The end of all, microseconds. */
  readonly until: number;
}

/** Gives event `e` of device `i` its outcome, reason and times. */
export function decide(fate: Fate, i: number, events: Events, e: number, table: Table): void {
  const { chance, numbers, until } = fate;
  const type = events.type[e] as number;
  const at = events.time[e] as number;
  const gtp = type >= TYPE.PDP_CREATE;
  const response = gtp ? 20 * MS + Math.round(90 * MS * chance.wait()) : 45 * MS + Math.round(220 * MS * chance.wait());
  events.response[e] = response;
  events.duration[e] = response;
  events.repeats[e] = 0;
  events.outcome[e] = SUCCESS;
  events.reason[e] = NONE;
  events.code[e] = 0;
  events.cut[e] = 0;
  const error = table.error[type] as number;
  const reject = table.reject[type] as number;
  if (error > 0 && strikes(numbers, i * NUMBERS + ERRORS, error)) {
    fail(chance, events, e, ERROR, table.errorWays[type] as Ways);
  } else if (reject > 0 && strikes(numbers, i * NUMBERS + REJECTS, reject)) {
    fail(chance, events, e, REJECT, table.rejectWays[type] as Ways);
  }
  if (at + response > until) {
    // The end comes between the request and its answer.
    events.outcome[e] = ERROR;
    events.reason[e] = SILENCE;
    events.code[e] = 0;
    events.cut[e] = 1;
  }
  if (events.reason[e] === SILENCE) {
    const repeats = gtp && events.cut[e] === 0 ? Math.min(N3, Math.floor((until - at) / T3)) : 0;
    events.response[e] = 0;
    events.repeats[e] = repeats;
    events.duration[e] = repeats * T3;
  }
}

/** A trouble's debt grows, and is paid when it has come to one. */
function strikes(numbers: Float32Array, owed: number, chance: number): boolean {
  const debt = (numbers[owed] as number) + chance;
  numbers[owed] = debt >= 1 ? debt - 1 : debt;
  return debt >= 1;
}

function fail(chance: Chance, events: Events, e: number, outcome: number, { bounds, reasons, codes }: Ways): void {
  const u = chance.unit();
  let way = 0;
  while (way < bounds.length - 1 && u >= (bounds[way] as number)) way++;
  events.outcome[e] = outcome;
  events.reason[e] = reasons[way] as number;
  events.code[e] = codes[way] as number;
}
