/**
 * What devices do. An activity is a run of MAP dialogues, at its end perhaps a tunnel; the tunnel is updated and deleted
 * in its own time. How often each type comes and each trouble strikes is carried over from one activity to the next
 * (`debt`), so that a device of few dialogues has its profile's mix as well.
 */
import { Chance } from './chance.ts';
import { ERROR, type Events, NONE, REJECT, SGSN, SILENCE, SUCCESS, VLR } from './events.ts';
import { NETWORKS } from './networks.ts';
import type { PopulationPlan } from './profile.ts';
import { DAY, SECOND } from './rhythm.ts';
import { type Table, TYPE, tableOf, type Ways } from './tables.ts';

const NEVER = Number.POSITIVE_INFINITY;
const MS = 1000;
/** Dialogues of one session stand closer than 30 s; activities further apart. */
const APART = 31 * SECOND;
const CREATE = TYPE.PDP_CREATE;
const UPDATE = TYPE.PDP_UPDATE;
const DELETE = TYPE.PDP_DELETE;
const { SAI, CL, UL, UL_GPRS } = TYPE;
/** Debts of a device: one of each type of an activity, errors, rejects. */
const DEBTS = CREATE + 3;
const ERRORS = CREATE + 1;
const REJECTS = CREATE + 2;
/** How much devices of a profile differ in their mix, in the time they stay and in how often they move. */
const TASTE = 0.2;
const MANNER = 0.35;
/** The debt of a device that is free of a trouble. */
const FREE = Number.NEGATIVE_INFINITY;
/** Beyond the quota an activity comes half as often. */
const THROTTLED = 2;

export class Lives {
  readonly profile: Uint8Array;
  readonly size: number;
  private readonly chance: Chance;
  private readonly tables: readonly Table[];
  /** Time of a device's next activity, update and delete. */
  private readonly next: Float64Array;
  private readonly update: Float64Array;
  private readonly end: Float64Array;
  /** Busy time of the next activity, the device's own gap, and between updates. */
  private readonly busy: Float64Array;
  private readonly gap: Float64Array;
  private readonly updateGap: Float64Array;
  private readonly stay: Float32Array;
  private readonly moves: Float32Array;
  private readonly taste: Float32Array;
  private readonly debt: Float32Array;
  /** Where it is: among its networks, among the cells there; and the network before. */
  private readonly first: Uint8Array;
  private readonly networks: Uint8Array;
  private readonly network: Uint8Array;
  private readonly before: Uint8Array;
  private readonly cell: Uint8Array;
  private readonly cells: Uint8Array;
  private readonly area: Uint32Array;
  /** Number of its newest tunnel; whether it stands; updates to come. */
  private readonly tunnel: Uint32Array;
  private readonly open: Uint8Array;
  private readonly updates: Uint8Array;
  /** Microseconds after which its quota is used up. */
  private readonly quota: Float64Array;
  private readonly until: number;
  private events!: Events;

  /** `scale` times as many dialogues as the profiles say; `until` is the end of all, in microseconds. */
  constructor(plan: PopulationPlan, profile: Uint8Array, seed: number, scale: number, until: number) {
    const n = profile.length;
    this.size = n;
    this.profile = profile;
    this.until = until;
    this.tables = plan.profiles.map(tableOf);
    this.chance = new Chance(n, seed);
    this.next = new Float64Array(n);
    this.update = new Float64Array(n).fill(NEVER);
    this.end = new Float64Array(n).fill(NEVER);
    this.busy = new Float64Array(n);
    this.gap = new Float64Array(n);
    this.updateGap = new Float64Array(n);
    this.stay = new Float32Array(n);
    this.moves = new Float32Array(n);
    this.taste = new Float32Array(n * (CREATE + 1));
    this.debt = new Float32Array(n * DEBTS);
    this.first = new Uint8Array(n);
    this.networks = new Uint8Array(n);
    this.network = new Uint8Array(n);
    this.before = new Uint8Array(n);
    this.cell = new Uint8Array(n);
    this.cells = new Uint8Array(n);
    this.area = new Uint32Array(n);
    this.tunnel = new Uint32Array(n);
    this.open = new Uint8Array(n);
    this.updates = new Uint8Array(n);
    this.quota = new Float64Array(n).fill(NEVER);
    for (let i = 0; i < n; i++) this.begin(i, scale);
  }

  /** Time of the first thing that a device does. */
  due(i: number): number {
    return Math.min(this.next[i] as number, this.update[i] as number, this.end[i] as number);
  }

  /** Adds what device `i` begins before `end`; some of it may come later. Gives when the device is due again. */
  run(i: number, end: number, events: Events): number {
    this.events = events;
    this.chance.load(i);
    const table = this.tables[this.profile[i] as number] as Table;
    for (;;) {
      const due = this.due(i);
      if (due >= end || due >= this.until) {
        this.chance.save(i);
        return due;
      }
      if (due === this.update[i]) this.updateTunnel(i, due, table);
      else if (due === this.end[i]) this.closeTunnel(i, due, table);
      else this.act(i, due, table);
    }
  }

  private begin(i: number, scale: number): void {
    const { chance } = this;
    chance.load(i);
    const table = this.tables[this.profile[i] as number] as Table;
    const { profile } = table;
    this.gap[i] = table.gap / scale / chance.around(profile.spread);
    // As if it had been going on for ever: what is left of a wait, by the clock or at any time.
    const { loose } = profile;
    this.busy[i] = (this.gap[i] as number) * (chance.chance(loose * loose) ? chance.wait() : chance.unit());
    this.next[i] = Math.round(table.rhythm.time(this.busy[i] as number));
    this.stay[i] = chance.around(MANNER);
    this.moves[i] = chance.around(MANNER);
    for (let type = 0; type <= CREATE; type++) this.taste[i * (CREATE + 1) + type] = chance.around(TASTE);
    for (let k = 0; k < DEBTS; k++) this.debt[i * DEBTS + k] = chance.unit();
    const { errorsAmong = 1, rejectsAmong = 1 } = profile;
    if (!chance.chance(errorsAmong)) this.debt[i * DEBTS + ERRORS] = FREE;
    if (!chance.chance(rejectsAmong)) this.debt[i * DEBTS + REJECTS] = FREE;
    // The less of two: most devices are in few countries.
    this.first[i] = Math.min(chance.below(NETWORKS.length), chance.below(NETWORKS.length));
    this.networks[i] = Math.floor(profile.networks + chance.unit());
    this.network[i] = this.first[i] as number;
    this.before[i] = this.first[i] as number;
    this.cells[i] = Math.max(1, Math.floor(profile.cells + chance.unit()));
    this.area[i] = chance.next();
    if (profile.quota !== undefined && chance.chance(profile.quota)) this.quota[i] = (20 + chance.below(8)) * DAY;
    // Some tunnels are older than the month.
    const tunnels = table.each[CREATE] as number;
    const asleep = (table.stay * tunnels) / table.gap;
    if (chance.chance(Math.min(0.5, asleep))) {
      this.tunnel[i] = 1;
      this.open[i] = 1;
      this.end[i] = chance.chance(table.deleted) ? Math.round(table.stay * chance.wait()) : NEVER;
    }
    chance.save(i);
  }

  private act(i: number, start: number, table: Table): void {
    const { chance } = this;
    const { each } = table;
    const moved =
      table.move > 0 && (this.networks[i] as number) > 1 && chance.chance(table.move * (this.moves[i] as number));
    if (moved) this.move(i);
    let at = start;
    for (let type = SAI; type <= CREATE; type++) {
      const owed = i * DEBTS + type;
      const mean = (each[type] as number) * (this.taste[i * (CREATE + 1) + type] as number);
      let debt = (this.debt[owed] as number) + mean * (0.5 + chance.unit());
      while (debt >= 1) {
        // What waits for the tunnel that stands comes with a later activity.
        if (type === CREATE && this.isBusy(i)) break;
        debt--;
        if (type === CREATE) this.createTunnel(i, at, table);
        else this.map(i, at, type, moved, table);
        at += 300 * MS + Math.round(chance.wait() * 2.2 * SECOND);
      }
      this.debt[owed] = debt;
    }
    const { loose } = table.profile;
    const slower = start > (this.quota[i] as number) ? THROTTLED : 1;
    const gap = (this.gap[i] as number) * slower * (1 - loose + loose * chance.wait());
    this.busy[i] = (this.busy[i] as number) + gap;
    this.next[i] = Math.max(at + APART, Math.round(table.rhythm.time(this.busy[i] as number)));
  }

  private move(i: number): void {
    const { chance } = this;
    const many = this.networks[i] as number;
    const first = this.first[i] as number;
    const now = this.network[i] as number;
    this.before[i] = now;
    // Its second network is the other one of the country; the third and on are in the countries behind.
    let next = now;
    while (next === now) {
      const k = chance.below(many);
      next = k === 0 ? first : k === 1 ? first ^ 1 : (first + 2 * k) % NETWORKS.length;
    }
    this.network[i] = next;
  }

  private map(i: number, at: number, type: number, moved: boolean, table: Table): void {
    const { chance, events } = this;
    const [saiAtSgsn, clAtSgsn] = table.profile.sgsn;
    const event = this.event(i, at, type, table);
    let node = VLR;
    if (type === UL_GPRS) node = SGSN;
    else if (type === SAI && chance.chance(saiAtSgsn)) node = SGSN;
    else if (type === CL && chance.chance(clAtSgsn)) node = SGSN;
    events.node[event] = node;
    if (type === CL) {
      events.network[event] = (moved ? this.before[i] : this.network[i]) as number;
      events.place[event] = 1 - ((this.cell[i] as number) & 1);
    }
    if ((type === UL || type === UL_GPRS) && events.outcome[event] === SUCCESS) {
      const inserts = 1 + chance.below(3);
      events.inserts[event] = inserts;
      events.duration[event] = (events.response[event] as number) + Math.round(inserts * 150 * MS * chance.wait());
    }
  }

  /** Its tunnel stands, and something of it is still to come. */
  private isBusy(i: number): boolean {
    return this.open[i] === 1 && (this.end[i] !== NEVER || this.update[i] !== NEVER);
  }

  private createTunnel(i: number, at: number, table: Table): void {
    const { chance, events } = this;
    this.tunnel[i] = (this.tunnel[i] as number) + 1;
    const event = this.gtp(i, at, CREATE, table);
    const well = events.outcome[event] === SUCCESS;
    this.open[i] = well ? 1 : 0;
    if (!well) {
      events.tunnel[event] = 0;
      return;
    }
    const stay = table.stay * (this.stay[i] as number) * (0.5 + 0.5 * chance.wait());
    if (chance.chance(table.deleted)) this.end[i] = Math.round(at + SECOND + stay);
    const updates = Math.floor(table.updates * (0.6 + 0.8 * chance.unit()) + chance.unit());
    this.updates[i] = updates;
    this.updateGap[i] = stay / (updates + 1);
    this.planUpdate(i, at + SECOND);
  }

  private planUpdate(i: number, from: number): void {
    if (this.updates[i] === 0) this.update[i] = NEVER;
    else this.update[i] = Math.round(from + (this.updateGap[i] as number) * (0.7 + 0.5 * this.chance.unit()));
  }

  private updateTunnel(i: number, at: number, table: Table): void {
    this.updates[i] = (this.updates[i] as number) - 1;
    this.gtp(i, at, UPDATE, table);
    this.planUpdate(i, at);
  }

  private closeTunnel(i: number, at: number, table: Table): void {
    this.gtp(i, at, DELETE, table);
    this.open[i] = 0;
    this.update[i] = NEVER;
    this.end[i] = NEVER;
  }

  private gtp(i: number, at: number, type: number, table: Table): number {
    const { chance, events } = this;
    const cells = this.cells[i] as number;
    if (cells > 1 && chance.chance(table.newCell * (this.moves[i] as number))) {
      this.cell[i] = ((this.cell[i] as number) + 1 + chance.below(cells - 1)) % cells;
    }
    const event = this.event(i, at, type, table);
    events.node[event] = SGSN;
    events.cell[event] = cellOf(this.area[i] as number, this.network[i] as number, this.cell[i] as number);
    events.tunnel[event] = this.tunnel[i] as number;
    return event;
  }

  /** What all have in common: where, how it ends, how long it takes. */
  private event(i: number, at: number, type: number, table: Table): number {
    const { chance, events, debt } = this;
    const event = events.add(at, i);
    events.type[event] = type;
    events.network[event] = this.network[i] as number;
    events.place[event] = (this.cell[i] as number) & 1;
    events.cell[event] = 0;
    events.tunnel[event] = 0;
    events.inserts[event] = 0;
    events.cut[event] = 0;
    const gtp = type >= CREATE;
    const response = gtp
      ? 20 * MS + Math.round(90 * MS * chance.wait())
      : 45 * MS + Math.round(220 * MS * chance.wait());
    events.response[event] = response;
    events.duration[event] = response;
    events.repeats[event] = 0;
    let outcome = SUCCESS;
    let reason = NONE;
    let code = 0;
    let ways: Ways | undefined;
    const error = table.error[type] as number;
    const reject = table.reject[type] as number;
    if (error > 0) {
      const owed = i * DEBTS + ERRORS;
      debt[owed] = (debt[owed] as number) + error;
      if ((debt[owed] as number) >= 1) {
        debt[owed] = (debt[owed] as number) - 1;
        outcome = ERROR;
        ways = table.errorWays[type];
      }
    }
    if (reject > 0 && outcome === SUCCESS) {
      const owed = i * DEBTS + REJECTS;
      debt[owed] = (debt[owed] as number) + reject;
      if ((debt[owed] as number) >= 1) {
        debt[owed] = (debt[owed] as number) - 1;
        outcome = REJECT;
        ways = table.rejectWays[type];
      }
    }
    if (ways !== undefined) {
      const u = chance.unit();
      let way = 0;
      while (way < ways.bounds.length - 1 && u >= (ways.bounds[way] as number)) way++;
      reason = ways.reasons[way] as number;
      code = ways.codes[way] as number;
    }
    if (at + response > this.until) {
      // The end comes between the request and its answer.
      outcome = ERROR;
      reason = SILENCE;
      code = 0;
      events.cut[event] = 1;
    }
    if (reason === SILENCE) {
      events.response[event] = 0;
      // TS 29.060 §11: a request of GTP is repeated at T3-RESPONSE, five seconds.
      const repeats = gtp && events.cut[event] === 0 ? Math.min(3, Math.floor((this.until - at) / (5 * SECOND))) : 0;
      events.repeats[event] = repeats;
      events.duration[event] = repeats * 5 * SECOND;
    }
    events.outcome[event] = outcome;
    events.reason[event] = reason;
    events.code[event] = code;
    return event;
  }
}

/** LAC << 16 | CI of one of a device's cells in a network; never 0. */
function cellOf(area: number, network: number, cell: number): number {
  let h = Math.imul(area ^ Math.imul(network + 1, 0x85ebca6b), 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15) ^ Math.imul(cell + 1, 0xc2b2ae35), 0x2c1b3c6d);
  h ^= h >>> 13;
  const lac = 100 + ((h >>> 16) & 0xff) + network * 256;
  return ((lac << 16) | (h & 0xffff) | 1) >>> 0;
}
