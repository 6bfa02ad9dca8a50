/** Tunnels and the ends by which they are found; a node that restarts loses its own (reading 16). */
import { ip } from './addresses.ts';
import type { Tunnel } from './records.ts';
import type { State } from './state.ts';

export function plays(state: State, gsn: string, role: string): void {
  if (gsn === '') return;
  const known = state.roles.get(gsn) ?? new Set();
  state.roles.set(gsn, known.add(role));
}

export function alive(state: State, t: Tunnel): boolean {
  const epoch = (gsn: string): number => state.epochs.get(gsn) ?? 0;
  return t.open && (t.ggsn === '' || epoch(t.ggsn) === t.ggsnEpoch) && (t.sgsn === '' || epoch(t.sgsn) === t.sgsnEpoch);
}

export function tunnelAt(
  state: State,
  end: 'ggsn' | 'sgsn',
  gsn: string | undefined,
  teid: number,
  nsapi: number | undefined,
): Tunnel | null {
  const stamp = (t: Tunnel): number => (end === 'ggsn' ? t.ggsnStamp : t.sgsnStamp);
  const at = state.tunnels
    .filter(t => alive(state, t) && t[end] === ip(gsn) && (end === 'ggsn' ? t.teidGgsn : t.teidSgsn) === teid)
    .sort((a, b) => stamp(b) - stamp(a));
  if (nsapi === undefined) return at.at(-1) ?? null;
  return at.find(t => t.nsapi === nsapi) ?? at.filter(t => t.nsapi === 0).at(-1) ?? null;
}

export function setEnd(state: State, t: Tunnel, end: 'ggsn' | 'sgsn', gsn: string, teid: number): void {
  t[end] = gsn;
  if (end === 'ggsn')
    Object.assign(t, { teidGgsn: teid, ggsnEpoch: state.epochs.get(gsn) ?? 0, ggsnStamp: ++state.stamp });
  else Object.assign(t, { teidSgsn: teid, sgsnEpoch: state.epochs.get(gsn) ?? 0, sgsnStamp: ++state.stamp });
}

export function newTunnel(state: State, nsapi: number): Tunnel {
  const t: Tunnel = {
    number: state.tunnels.length + 1,
    open: true,
    nsapi,
    ggsn: '',
    sgsn: '',
    teidGgsn: null,
    teidSgsn: null,
    ggsnEpoch: 0,
    sgsnEpoch: 0,
    ggsnStamp: 0,
    sgsnStamp: 0,
    imsi: '',
    msisdn: '',
    imei: '',
    apn: '',
    endUser: null,
  };
  state.tunnels.push(t);
  state.counts.tunnelsOpened++;
  return t;
}
