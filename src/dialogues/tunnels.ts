/**
 * Tunnels: what is known of a PDP context from its create to its delete (specification §4), found by the control TEID
 * of either end. A tunnel stays as long as it is open, months if need be; when the table is full, one that has not been
 * used for long makes room.
 */
import { layout, viewsOf } from '../../decoders/layout.ts';
import { ChainIndex } from './chains.ts';
import type { Gsns } from './gsns.ts';
import { fold } from './hash.ts';
import { room } from './room.ts';

export const tunnel = layout(
  {
    idLow: ['u32', 1, 'tunnel_id'],
    idHigh: ['u32', 1, ''],
    ggsn: ['u32', 1, 'number of the GGSN control address'],
    sgsn: ['u32', 1, 'number of the SGSN control address'],
    teidGgsn: ['u32', 1, 'control TEID at the GGSN'],
    teidSgsn: ['u32', 1, 'control TEID at the SGSN'],
    ggsnEpoch: ['u32', 1, 'epoch of the GGSN when the tunnel was made'],
    sgsnEpoch: ['u32', 1, ''],
    apn: ['u32', 1, 'in the dictionary of the run'],
    imsi: ['u8', 8, ''],
    imei: ['u8', 8, ''],
    msisdn: ['u8', 10, ''],
    imsiLength: ['u8', 1, ''],
    imeiLength: ['u8', 1, ''],
    msisdnLength: ['u8', 1, ''],
    nsapi: ['u8', 1, ''],
    state: ['u8', 1, 'TUNNEL_… bits'],
    pdpOrganisation: ['u8', 1, ''],
    pdpType: ['u8', 1, ''],
    endUser: ['u8', 1, '1: type known, 2: IPv4 address, 4: IPv6 address'],
    endUserV4: ['u8', 4, ''],
    endUserV6: ['u8', 16, ''],
  },
  {},
);

export const TUNNEL_USED = 1;
/** Touched since the hand of the clock came by. */
export const TUNNEL_RECENT = 2;
export const TUNNEL_HAS_GGSN = 4;
export const TUNNEL_HAS_SGSN = 8;
/** Its create was seen. */
export const TUNNEL_FROM_CREATE = 16;

const STRIDE = tunnel.stride;
const T = tunnel.at;
const FIRST = 1024;
/** Beyond so many the room for all that may be known is asked for at once: what is not used of it costs nothing (room.ts). */
const STEPS = 1 << 20;
/** Contexts of one TEID that are compared: 16 NSAPIs are the most that a device has (TS 29.060 §7.7.17). */
const CROWD = 64;

export class Tunnels {
  u8: Uint8Array;
  u32: Uint32Array;
  /** As u32, signed: for TEIDs, which go from function to function (hash.ts). */
  i32: Int32Array;
  count = 0;
  peak = 0;
  /** Made room for by forgetting. */
  evicted = 0;
  private slots: number;
  private used = 0;
  private readonly free: number[] = [];
  private hand = 0;
  /** Most tunnels; fewer than asked for where the system does not give the room. */
  private cap: number;
  private readonly gsns: Gsns;
  private readonly seed: number;
  private readonly byGgsn: ChainIndex;
  private readonly bySgsn: ChainIndex;

  constructor(cap: number, gsns: Gsns, seed: number) {
    this.cap = cap;
    this.gsns = gsns;
    this.seed = seed;
    this.slots = Math.min(FIRST, cap);
    const views = viewsOf(new ArrayBuffer(this.slots * STRIDE));
    this.u8 = views.u8;
    this.u32 = views.u32;
    this.i32 = new Int32Array(views.u8.buffer);
    this.byGgsn = new ChainIndex(this.slots);
    this.bySgsn = new ChainIndex(this.slots);
  }

  get octets(): number {
    return this.used * STRIDE + this.byGgsn.octets(this.used) + this.bySgsn.octets(this.used);
  }

  /**
   * The tunnel of a control TEID at one end and an NSAPI; -1 where none. A tunnel whose NSAPI is not known (0) is taken
   * where no other has it; without an NSAPI (below 0) it is the oldest of the end's contexts, which share identity and
   * APN.
   */
  find(atGgsn: boolean, gsn: number, teid: number, nsapi: number): number {
    if (gsn === 0) return -1;
    const { u8, i32 } = this;
    const index = atGgsn ? this.byGgsn : this.bySgsn;
    const has = atGgsn ? TUNNEL_HAS_GGSN : TUNNEL_HAS_SGSN;
    const gsnField = atGgsn ? T.ggsn : T.sgsn;
    const teidField = atGgsn ? T.teidGgsn : T.teidSgsn;
    let any = -1;
    let unknown = -1;
    let crowd = 0;
    for (let t = index.first(this.hash(gsn, teid)), next = -1; t >= 0; t = next) {
      next = index.after(t);
      const at4 = (t * STRIDE) / 4;
      if (!(u8[t * STRIDE + T.state] & has) || i32[at4 + gsnField] !== gsn || i32[at4 + teidField] !== teid) continue;
      if (++crowd > CROWD) break;
      if (!this.alive(t)) {
        this.close(t);
        continue;
      }
      const own = u8[t * STRIDE + T.nsapi];
      if (own === nsapi) {
        u8[t * STRIDE + T.state] |= TUNNEL_RECENT;
        return t;
      }
      if (own === 0) unknown = t;
      any = t;
    }
    const found = nsapi < 0 ? any : unknown;
    if (found >= 0) u8[found * STRIDE + T.state] |= TUNNEL_RECENT;
    return found;
  }

  /** Gives one context of a device what is known of another: who it is, its APN and both ends. */
  share(from: number, to: number): void {
    const { u8, i32 } = this;
    const from8 = from * STRIDE;
    const to8 = to * STRIDE;
    i32[to8 / 4 + T.apn] = i32[from8 / 4 + T.apn];
    u8.copyWithin(to8 + T.imsi, from8 + T.imsi, from8 + T.nsapi);
    const state = u8[from8 + T.state];
    if (state & TUNNEL_HAS_GGSN) this.setGgsn(to, i32[from8 / 4 + T.ggsn], i32[from8 / 4 + T.teidGgsn]);
    if (state & TUNNEL_HAS_SGSN) this.setSgsn(to, i32[from8 / 4 + T.sgsn], i32[from8 / 4 + T.teidSgsn]);
  }

  /** A new tunnel without ends yet. */
  open(): number {
    if (this.used === this.slots && this.free.length === 0 && this.count < this.cap) this.grow();
    if (this.count >= this.cap) this.evict();
    const t = this.free.pop() ?? this.used++;
    if (t >= this.byGgsn.buckets) this.widen();
    this.u8.fill(0, t * STRIDE, (t + 1) * STRIDE);
    this.u8[t * STRIDE + T.state] = TUNNEL_USED;
    this.count++;
    if (this.count > this.peak) this.peak = this.count;
    return t;
  }

  setGgsn(t: number, gsn: number, teid: number): void {
    if (gsn === 0) return;
    const at4 = (t * STRIDE) / 4;
    this.byGgsn.remove(t);
    this.u32[at4 + T.ggsn] = gsn;
    this.u32[at4 + T.teidGgsn] = teid;
    this.u32[at4 + T.ggsnEpoch] = this.gsns.epochs[gsn];
    this.u8[t * STRIDE + T.state] |= TUNNEL_HAS_GGSN;
    this.byGgsn.add(t, this.hash(gsn, teid));
  }

  setSgsn(t: number, gsn: number, teid: number): void {
    if (gsn === 0) return;
    const at4 = (t * STRIDE) / 4;
    this.bySgsn.remove(t);
    this.u32[at4 + T.sgsn] = gsn;
    this.u32[at4 + T.teidSgsn] = teid;
    this.u32[at4 + T.sgsnEpoch] = this.gsns.epochs[gsn];
    this.u8[t * STRIDE + T.state] |= TUNNEL_HAS_SGSN;
    this.bySgsn.add(t, this.hash(gsn, teid));
  }

  close(t: number): void {
    if (!(this.u8[t * STRIDE + T.state] & TUNNEL_USED)) return;
    this.byGgsn.remove(t);
    this.bySgsn.remove(t);
    this.u8[t * STRIDE + T.state] = 0;
    this.free.push(t);
    this.count--;
  }

  /** Closes every context of the same PDN connection: same control TEID at the GGSN and same APN (teardown). */
  closeConnection(t: number): number {
    const { u8, i32 } = this;
    const at4 = (t * STRIDE) / 4;
    const gsn = i32[at4 + T.ggsn];
    const teid = i32[at4 + T.teidGgsn];
    const apn = i32[at4 + T.apn];
    let closed = 0;
    if (u8[t * STRIDE + T.state] & TUNNEL_HAS_GGSN) {
      for (let o = this.byGgsn.first(this.hash(gsn, teid)), next = -1; o >= 0; o = next) {
        next = this.byGgsn.after(o);
        const o4 = (o * STRIDE) / 4;
        if (o === t || i32[o4 + T.ggsn] !== gsn || i32[o4 + T.teidGgsn] !== teid || i32[o4 + T.apn] !== apn) continue;
        if (this.alive(o)) closed++;
        this.close(o);
      }
    }
    this.close(t);
    return closed + 1;
  }

  /** Neither end has restarted since. */
  alive(t: number): boolean {
    const at4 = (t * STRIDE) / 4;
    const { u32 } = this;
    const epochs = this.gsns.epochs;
    return (
      (u32[at4 + T.ggsn] === 0 || epochs[u32[at4 + T.ggsn]] === u32[at4 + T.ggsnEpoch]) &&
      (u32[at4 + T.sgsn] === 0 || epochs[u32[at4 + T.sgsn]] === u32[at4 + T.sgsnEpoch])
    );
  }

  private hash(gsn: number, teid: number): number {
    return fold(this.seed ^ gsn, teid);
  }

  /** The hand of a clock: passes over the recently used once, takes the first that was not. */
  private evict(): void {
    const { u8 } = this;
    for (let n = 0; n < 2 * this.used; n++) {
      const t = this.hand;
      this.hand = (this.hand + 1) % this.used;
      const state = u8[t * STRIDE + T.state];
      if (!(state & TUNNEL_USED)) continue;
      if (state & TUNNEL_RECENT && this.alive(t)) {
        u8[t * STRIDE + T.state] = state & ~TUNNEL_RECENT;
        continue;
      }
      if (this.alive(t)) this.evicted++;
      this.close(t);
      return;
    }
  }

  private grow(): void {
    const wanted = Math.min(this.slots < STEPS ? this.slots * 2 : this.cap, this.cap);
    const buffer = room(wanted * STRIDE);
    const slots = Math.min(wanted, Math.floor(buffer.byteLength / STRIDE));
    if (slots <= this.slots) {
      this.cap = this.slots;
      return;
    }
    this.slots = slots;
    const views = viewsOf(buffer);
    views.u8.set(this.u8.subarray(0, this.used * STRIDE));
    this.u8 = views.u8;
    this.u32 = views.u32;
    this.i32 = new Int32Array(buffer);
    this.byGgsn.grow(slots);
    this.bySgsn.grow(slots);
  }

  private widen(): void {
    const { u32 } = this;
    this.byGgsn.widen(t => this.hash(u32[(t * STRIDE) / 4 + T.ggsn], u32[(t * STRIDE) / 4 + T.teidGgsn]));
    this.bySgsn.widen(t => this.hash(u32[(t * STRIDE) / 4 + T.sgsn], u32[(t * STRIDE) / 4 + T.teidSgsn]));
  }
}
