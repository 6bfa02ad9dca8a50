/** The record of a GTP dialogue as its request opens it, and what elements of later messages add. */
import { type Gtp, octetsOf } from '../messages.ts';
import type { Row } from '../rows.ts';
import { ip } from './addresses.ts';
import { fillCreate, fillFromTunnel } from './contexts.ts';
import { identify, lost } from './filling.ts';
import { GTP_TYPES } from './gtp-types.ts';
import { blank, blankDialogue, type Dialogue } from './records.ts';
import type { State } from './state.ts';
import { seconds } from './units.ts';

/** The dialogue that a request opens; `before`: what the answer that came first made known. */
export function gtpRequest(state: State, m: Gtp, at: number, before?: Row): Dialogue {
  const row: Row = {
    ...blank(),
    protocol: 'gtp',
    type: GTP_TYPES[m.gtp] ?? 'OTHER',
    operation: m.gtp,
    sequence: m.sequence ?? null,
    start: seconds(at),
    end: seconds(at),
    messages: 1,
    firstFrame: state.frame,
    lastFrame: state.frame,
    file: m.file ?? 0,
    src: ip(m.src),
    dst: ip(m.dst),
    loss: lost(m),
    visitedNode: m.gtp in GTP_TYPES ? 'SGSN' : '',
  };
  if (before) {
    for (const field of [
      'imsi',
      'msisdn',
      'imei',
      'apn',
      'nsapi',
      'endUser',
      'rat',
      'rai',
      'location',
      'ggsnAddress',
      'teidGgsn',
    ] as const) {
      (row as unknown as Record<string, unknown>)[field] = before[field];
    }
  }
  place(row, m);
  identify(row, m);
  const d = blankDialogue(row);
  Object.assign(d, { gtp: true, port: m.srcPort ?? 2123, hash: octetsOf(m), teardown: m.teardown === 1 });
  if (m.gtp === 16) fillCreate(state, d, m);
  else if (m.gtp === 18 || m.gtp === 20) fillFromTunnel(state, d, m);
  return d;
}

/** Elements of GTP that say where: the newest stands, but the first NSAPI. */
export function place(row: Row, m: Gtp): void {
  row.nsapi ??= m.nsapi ?? null;
  if (m.rai) row.rai = Buffer.from(m.rai).toString('hex');
  if (m.location) row.location = `${m.location[0]} ${Buffer.from(m.location[1]).toString('hex')}`;
  if (m.rat !== undefined) row.rat = m.rat;
  if (m.apn !== undefined) row.apn = m.apn;
  if (m.endUser !== undefined) row.endUser = m.endUser;
}
