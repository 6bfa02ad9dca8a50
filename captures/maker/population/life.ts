/**
 * What devices do. An activity is a run of MAP dialogues, at its end perhaps a tunnel; the tunnel is updated and deleted
 * in its own time. How often each type comes and each trouble strikes is carried over from one activity to the next
 * (a debt), so that a device of few dialogues has its profile's mix as well.
 */
import { Chance } from './chance.ts';
import {
  AREA,
  BEFORE,
  BUSY,
  CELL,
  CELLS,
  DEBT,
  Devices,
  END,
  ERRORS,
  FIRST,
  GAP,
  MOVES,
  NETWORK,
  NETWORKS_MET,
  NEXT,
  NUMBERS,
  OCTETS,
  OPEN,
  OWED,
  QUOTA,
  REJECTS,
  STAY,
  TASTE,
  TIMES,
  TUNNEL,
  UPDATE,
  UPDATE_GAP,
  UPDATES,
  WORDS,
} from './devices.ts';
import { type Events, SGSN, SUCCESS, VLR } from './events.ts';
import { cellOf, NETWORKS } from './networks.ts';
import { decide, type Fate } from './outcome.ts';
import type { PopulationPlan } from './profile.ts';
import { DAY, SECOND } from './rhythm.ts';
import { type Table, TYPE, tableOf } from './tables.ts';

const NEVER = Number.POSITIVE_INFINITY;
const MS = 1000;
/** Dialogues of one session stand closer than 30 s; activities further apart. */
const APART = 31 * SECOND;
const { SAI, CL, UL, UL_GPRS, PDP_CREATE, PDP_UPDATE, PDP_DELETE } = TYPE;
/** How much devices of a profile differ in their mix, in the time their tunnels stay and in how often they move. */
const TASTES = 0.2;
const MANNERS = 0.28;
/** The debt of a device that is free of a trouble. */
const FREE = Number.NEGATIVE_INFINITY;
/** Beyond the quota an activity comes half as often. */
const THROTTLED = 2;

export class Lives implements Fate {
  private readonly profile: Uint8Array;
  readonly chance = new Chance();
  private readonly tables: readonly Table[];
  private readonly times: Float64Array;
  readonly numbers: Float32Array;
  private readonly words: Int32Array;
  private readonly octets: Uint8Array;
  readonly until: number;
  private events!: Events;

  /** `scale` times as many dialogues as the profiles say; `until` is the end of all, in microseconds. */
  constructor(plan: PopulationPlan, profile: Uint8Array, seed: number, scale: number, until: number) {
    this.profile = profile;
    this.until = until;
    this.tables = plan.profiles.map(tableOf);
    const { times, numbers, words, octets } = new Devices(profile.length, seed);
    this.times = times;
    this.numbers = numbers;
    this.words = words;
    this.octets = octets;
    for (let i = 0; i < profile.length; i++) this.begin(i, scale);
  }

  /** Time of the next thing that a device does. */
  due(i: number): number {
    const { times } = this;
    const at = i * TIMES;
    return Math.min(times[at + NEXT] as number, times[at + UPDATE] as number, times[at + END] as number);
  }

  /** Adds what device `i` begins before `end`; some of it may come later. Gives when the device is due again. */
  run(i: number, end: number, events: Events): number {
    const { chance, times, words } = this;
    this.events = events;
    chance.load(words, i * WORDS);
    const table = this.tables[this.profile[i] as number] as Table;
    for (;;) {
      const due = this.due(i);
      if (due >= end || due >= this.until) {
        chance.save(words, i * WORDS);
        return due;
      }
      if (due === times[i * TIMES + UPDATE]) this.updateTunnel(i, due, table);
      else if (due === times[i * TIMES + END]) this.closeTunnel(i, due, table);
      else this.act(i, due, table);
    }
  }

  private begin(i: number, scale: number): void {
    const { chance, times, numbers, words, octets } = this;
    chance.load(words, i * WORDS);
    const table = this.tables[this.profile[i] as number] as Table;
    const { loose, spread, networks, cells, quota, errorsAmong = 1, rejectsAmong = 1 } = table.profile;
    const t = i * TIMES;
    const gap = table.gap / scale / chance.around(spread);
    times[t + GAP] = gap;
    // As if it had been going on for ever: what is left of a wait, by the clock or at any time.
    const busy = gap * (chance.chance(loose * loose) ? chance.wait() : chance.unit());
    times[t + BUSY] = busy;
    times[t + NEXT] = Math.round(table.rhythm.time(busy));
    times[t + UPDATE] = NEVER;
    times[t + END] = NEVER;
    times[t + QUOTA] = NEVER;
    times[t + OWED] = chance.unit();
    const n = i * NUMBERS;
    numbers[n + STAY] = chance.around(MANNERS);
    numbers[n + MOVES] = chance.around(MANNERS);
    for (let type = 0; type <= PDP_CREATE; type++) numbers[n + TASTE + type] = chance.around(TASTES);
    for (let k = DEBT; k <= REJECTS; k++) numbers[n + k] = chance.unit();
    if (!chance.chance(errorsAmong)) numbers[n + ERRORS] = FREE;
    if (!chance.chance(rejectsAmong)) numbers[n + REJECTS] = FREE;
    const o = i * OCTETS;
    // The less of two: most devices are in few countries.
    octets[o + FIRST] = Math.min(chance.below(NETWORKS.length), chance.below(NETWORKS.length));
    octets[o + NETWORKS_MET] = Math.floor(networks + chance.unit());
    octets[o + NETWORK] = octets[o + FIRST] as number;
    octets[o + BEFORE] = octets[o + FIRST] as number;
    octets[o + CELLS] = Math.max(1, Math.floor(cells + chance.unit()));
    words[i * WORDS + AREA] = chance.next();
    if (quota !== undefined && chance.chance(quota)) times[t + QUOTA] = (20 + chance.below(8)) * DAY;
    // Some tunnels are older than the month: as many as its own pace had opened when the last hours went by.
    const stay = table.stay * (numbers[n + STAY] as number);
    const open = (table.rhythm.before(stay) * (table.each[PDP_CREATE] as number)) / gap;
    if (chance.chance(Math.min(0.5, open))) this.wasOpen(i, stay, table);
    chance.save(words, i * WORDS);
  }

  /** A tunnel that stands already, met at any time of its life. */
  private wasOpen(i: number, stay: number, table: Table): void {
    const { chance, times, words, octets } = this;
    words[i * WORDS + TUNNEL] = 1;
    octets[i * OCTETS + OPEN] = 1;
    if (!chance.chance(table.deleted)) return;
    // What is left of stay * (0.5 + 0.5 * wait), as createTunnel draws it.
    const left = 0.5 * stay * (chance.chance(0.5) ? chance.unit() : 1 + chance.wait());
    const updates = Math.floor((table.updates * left) / stay + chance.unit());
    const t = i * TIMES;
    times[t + END] = Math.round(left);
    octets[i * OCTETS + UPDATES] = updates;
    times[t + UPDATE_GAP] = left / (updates + 1);
    this.planUpdate(i, 0);
  }

  private act(i: number, start: number, table: Table): void {
    const { chance, times, numbers, octets } = this;
    const { each } = table;
    const n = i * NUMBERS;
    const moved =
      table.move > 0 &&
      (octets[i * OCTETS + NETWORKS_MET] as number) > 1 &&
      chance.chance(table.move * (numbers[n + MOVES] as number));
    if (moved) this.move(i);
    let at = start;
    for (let type = SAI; type <= PDP_CREATE; type++) {
      const mean = (each[type] as number) * (numbers[n + TASTE + type] as number);
      let debt = (numbers[n + DEBT + type] as number) + mean * (0.5 + chance.unit());
      while (debt >= 1) {
        // What waits for the tunnel that stands comes with a later activity.
        if (type === PDP_CREATE && this.isBusy(i)) break;
        debt--;
        if (type === PDP_CREATE) this.createTunnel(i, at, table);
        else this.map(i, at, type, moved, table);
        at += 300 * MS + Math.round(chance.wait() * 2.2 * SECOND);
      }
      numbers[n + DEBT + type] = debt;
    }
    const { loose } = table.profile;
    const t = i * TIMES;
    const slower = start > (times[t + QUOTA] as number) ? THROTTLED : 1;
    const gap = (times[t + GAP] as number) * slower * (1 - loose + loose * chance.wait());
    const busy = (times[t + BUSY] as number) + gap;
    times[t + BUSY] = busy;
    times[t + NEXT] = Math.max(at + APART, Math.round(table.rhythm.time(busy)));
  }

  private move(i: number): void {
    const { chance, octets } = this;
    const o = i * OCTETS;
    const many = octets[o + NETWORKS_MET] as number;
    const first = octets[o + FIRST] as number;
    const now = octets[o + NETWORK] as number;
    // Its second network is the other one of the country; the third and on are in the countries behind.
    let next = now;
    while (next === now) {
      const k = chance.below(many);
      next = k === 0 ? first : k === 1 ? first ^ 1 : (first + 2 * k) % NETWORKS.length;
    }
    octets[o + BEFORE] = now;
    octets[o + NETWORK] = next;
  }

  private map(i: number, at: number, type: number, moved: boolean, table: Table): void {
    const { chance, events, octets } = this;
    const [saiAtSgsn, clAtSgsn] = table.profile.sgsn;
    const event = this.event(i, at, type, table);
    let node = VLR;
    if (type === UL_GPRS) node = SGSN;
    else if (type === SAI && chance.chance(saiAtSgsn)) node = SGSN;
    else if (type === CL && chance.chance(clAtSgsn)) node = SGSN;
    events.node[event] = node;
    if (type === CL) {
      // The node before: in the network before, or the other one of this.
      if (moved) events.network[event] = octets[i * OCTETS + BEFORE] as number;
      events.place[event] = 1 - ((octets[i * OCTETS + CELL] as number) & 1);
    }
    if ((type === UL || type === UL_GPRS) && events.outcome[event] === SUCCESS) {
      const inserts = 1 + chance.below(3);
      events.inserts[event] = inserts;
      events.duration[event] = (events.response[event] as number) + Math.round(inserts * 150 * MS * chance.wait());
    }
  }

  /** Its tunnel stands, and something of it is still to come. */
  private isBusy(i: number): boolean {
    const { times } = this;
    const t = i * TIMES;
    return this.octets[i * OCTETS + OPEN] === 1 && (times[t + END] !== NEVER || times[t + UPDATE] !== NEVER);
  }

  private createTunnel(i: number, at: number, table: Table): void {
    const { chance, events, times, words, octets } = this;
    words[i * WORDS + TUNNEL] = (words[i * WORDS + TUNNEL] as number) + 1;
    const event = this.gtp(i, at, PDP_CREATE, table);
    const well = events.outcome[event] === SUCCESS;
    octets[i * OCTETS + OPEN] = well ? 1 : 0;
    if (!well) {
      events.tunnel[event] = 0;
      return;
    }
    const stay = table.stay * (this.numbers[i * NUMBERS + STAY] as number) * (0.5 + 0.5 * chance.wait());
    const t = i * TIMES;
    if (chance.chance(table.deleted)) times[t + END] = Math.round(at + SECOND + stay);
    const owed = (times[t + OWED] as number) + table.updates * (0.5 + chance.unit());
    const updates = Math.floor(owed);
    times[t + OWED] = owed - updates;
    octets[i * OCTETS + UPDATES] = updates;
    times[t + UPDATE_GAP] = stay / (updates + 1);
    this.planUpdate(i, at + SECOND);
  }

  private planUpdate(i: number, from: number): void {
    const { times, chance } = this;
    const t = i * TIMES;
    if (this.octets[i * OCTETS + UPDATES] === 0) times[t + UPDATE] = NEVER;
    else times[t + UPDATE] = Math.round(from + (times[t + UPDATE_GAP] as number) * (0.7 + 0.5 * chance.unit()));
  }

  private updateTunnel(i: number, at: number, table: Table): void {
    this.octets[i * OCTETS + UPDATES] = (this.octets[i * OCTETS + UPDATES] as number) - 1;
    this.gtp(i, at, PDP_UPDATE, table);
    this.planUpdate(i, at);
  }

  private closeTunnel(i: number, at: number, table: Table): void {
    this.gtp(i, at, PDP_DELETE, table);
    this.octets[i * OCTETS + OPEN] = 0;
    this.times[i * TIMES + UPDATE] = NEVER;
    this.times[i * TIMES + END] = NEVER;
  }

  private gtp(i: number, at: number, type: number, table: Table): number {
    const { chance, events, octets, words } = this;
    const o = i * OCTETS;
    const cells = octets[o + CELLS] as number;
    if (cells > 1 && chance.chance(table.newCell * (this.numbers[i * NUMBERS + MOVES] as number))) {
      octets[o + CELL] = ((octets[o + CELL] as number) + 1 + chance.below(cells - 1)) % cells;
    }
    const event = this.event(i, at, type, table);
    events.node[event] = SGSN;
    events.cell[event] = cellOf(
      words[i * WORDS + AREA] as number,
      octets[o + NETWORK] as number,
      octets[o + CELL] as number,
    );
    events.tunnel[event] = words[i * WORDS + TUNNEL] as number;
    return event;
  }

  /** What all have in common: where, how it ends, how long it takes. */
  private event(i: number, at: number, type: number, table: Table): number {
    const { events, octets } = this;
    const event = events.add(at, i);
    events.type[event] = type;
    events.network[event] = octets[i * OCTETS + NETWORK] as number;
    events.place[event] = (octets[i * OCTETS + CELL] as number) & 1;
    events.cell[event] = 0;
    events.tunnel[event] = 0;
    events.inserts[event] = 0;
    decide(this, i, events, event, table);
    return event;
  }
}
