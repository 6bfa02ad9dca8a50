/** What creates, updates and deletes say of a tunnel, and what they do to it (readings 14 and 15). */
import type { Gtp } from '../messages.ts';
import type { Row } from '../rows.ts';
import { ip } from './addresses.ts';
import { accepted } from './gtp-types.ts';
import type { Dialogue, Tunnel } from './records.ts';
import type { State } from './state.ts';
import { alive, newTunnel, plays, setEnd, tunnelAt } from './tunnels.ts';

/** Each tells the other what it lacks. */
function inherit(row: Row, t: Tunnel): void {
  for (const field of ['imsi', 'msisdn', 'imei', 'apn'] as const) {
    if (row[field] === '') row[field] = t[field];
    else if (t[field] === '') t[field] = row[field];
  }
  if (t.teidGgsn !== null && row.teidGgsn === null) {
    row.teidGgsn = t.teidGgsn;
    row.ggsnAddress = t.ggsn;
  }
  if (t.teidSgsn !== null && row.teidSgsn === null) {
    row.teidSgsn = t.teidSgsn;
    row.sgsnAddress = t.sgsn;
  }
  if (t.endUser !== null && row.endUser === '') row.endUser = t.endUser;
}

function belongsTo(d: Dialogue, t: Tunnel): void {
  d.tunnel = t;
  d.row.tunnel = String(t.number);
  if (d.row.nsapi === null) d.row.nsapi = t.nsapi === 0 ? null : t.nsapi;
  else if (t.nsapi === 0) t.nsapi = d.row.nsapi;
}

function nameSgsn(d: Dialogue, m: Gtp): void {
  if (m.controlAddress !== undefined) d.row.sgsnAddress = ip(m.controlAddress);
  if (m.teidControl === undefined) return;
  d.row.teidSgsn = m.teidControl;
  d.movesSgsn = true;
  if (m.controlAddress === undefined) d.row.sgsnAddress = ip(m.src);
}

export function fillCreate(state: State, d: Dialogue, m: Gtp): void {
  plays(state, ip(m.src), 'sgsn');
  plays(state, ip(m.dst), 'ggsn');
  nameSgsn(d, m);
  if (d.row.sgsnAddress === '') d.row.sgsnAddress = ip(m.src);
  if (m.teid) {
    const primary = tunnelAt(state, 'ggsn', m.dst, m.teid, undefined);
    if (primary) inherit(d.row, primary);
    d.row.teidGgsn ??= m.teid;
  }
  if (d.row.ggsnAddress === '') d.row.ggsnAddress = ip(m.dst);
}

export function fillFromTunnel(state: State, d: Dialogue, m: Gtp): void {
  const teid = m.teid ?? 0;
  let toGgsn = true;
  let t = tunnelAt(state, 'ggsn', m.dst, teid, m.nsapi);
  if (!t) {
    t = tunnelAt(state, 'sgsn', m.dst, teid, m.nsapi);
    if (t) toGgsn = false;
  }
  if (!t) {
    const says = m.gtp === 18 && (m.controlAddress !== undefined || m.teidControl !== undefined);
    const only = (gsn: string | undefined, role: string): boolean => {
      const known = state.roles.get(ip(gsn));
      return known !== undefined && known.size === 1 && known.has(role);
    };
    toGgsn = says || !(only(m.dst, 'sgsn') || only(m.src, 'ggsn'));
    const end = toGgsn ? 'ggsn' : 'sgsn';
    const sibling = tunnelAt(state, end, m.dst, teid, undefined);
    t = newTunnel(state, m.nsapi ?? 0);
    if (sibling) {
      const { imsi, msisdn, imei, apn } = sibling;
      Object.assign(t, { imsi, msisdn, imei, apn });
      if (sibling.teidGgsn !== null) setEnd(state, t, 'ggsn', sibling.ggsn, sibling.teidGgsn);
      if (sibling.teidSgsn !== null) setEnd(state, t, 'sgsn', sibling.sgsn, sibling.teidSgsn);
    }
    setEnd(state, t, end, ip(m.dst), teid);
  }
  d.toSgsn = !toGgsn;
  if (toGgsn && m.gtp === 18) nameSgsn(d, m);
  inherit(d.row, t);
  belongsTo(d, t);
  if (d.row.ggsnAddress === '') d.row.ggsnAddress = ip(toGgsn ? m.dst : m.src);
  if (d.row.sgsnAddress === '') d.row.sgsnAddress = ip(toGgsn ? m.src : m.dst);
}

export function fillGranted(d: Dialogue, m: Gtp): void {
  if (d.toSgsn) return;
  if (m.controlAddress !== undefined) d.row.ggsnAddress = ip(m.controlAddress);
  if (m.teidControl === undefined) return;
  d.row.teidGgsn = m.teidControl;
  d.movesGgsn = true;
}

export function settle(state: State, d: Dialogue, cause: number | undefined, askersTeid: number): void {
  const { row } = d;
  if (row.operation === 16) {
    if (!accepted(cause)) return;
    plays(state, row.ggsnAddress, 'ggsn');
    plays(state, row.sgsnAddress, 'sgsn');
    if (row.teidGgsn !== null) {
      const older = tunnelAt(state, 'ggsn', row.ggsnAddress, row.teidGgsn, row.nsapi ?? 0);
      if (older) older.open = false;
    }
    const t = newTunnel(state, row.nsapi ?? 0);
    if (row.teidGgsn !== null) setEnd(state, t, 'ggsn', row.ggsnAddress, row.teidGgsn);
    if (row.teidSgsn !== null) setEnd(state, t, 'sgsn', row.sgsnAddress, row.teidSgsn);
    if (row.endUser !== '') t.endUser = row.endUser;
    inherit(row, t);
    belongsTo(d, t);
    return;
  }
  const t = d.tunnel;
  if (t === null || !alive(state, t)) return;
  if (row.operation === 18 && accepted(cause)) {
    if (askersTeid !== 0) {
      if (d.toSgsn && row.teidGgsn === null) {
        row.teidGgsn = askersTeid;
        d.movesGgsn = true;
      } else if (!d.toSgsn && row.teidSgsn === null) {
        row.teidSgsn = askersTeid;
        d.movesSgsn = true;
      }
    }
    if (d.movesSgsn) {
      plays(state, row.sgsnAddress, 'sgsn');
      setEnd(state, t, 'sgsn', row.sgsnAddress, row.teidSgsn ?? 0);
    }
    if (d.movesGgsn) {
      plays(state, row.ggsnAddress, 'ggsn');
      setEnd(state, t, 'ggsn', row.ggsnAddress, row.teidGgsn ?? 0);
    }
  }
  if (row.operation === 20 && (accepted(cause) || cause === 192)) {
    const all =
      d.teardown && t.teidGgsn !== null
        ? state.tunnels.filter(
            x => alive(state, x) && x.ggsn === t.ggsn && x.teidGgsn === t.teidGgsn && x.apn === t.apn,
          )
        : [t];
    for (const x of all) x.open = false;
    state.counts.tunnelsClosed += all.length;
  }
}
