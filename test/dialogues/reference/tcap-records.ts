/** The record of a TCAP dialogue as it begins: by its first message, or by an answer that waits for it. */
import type { Tcap } from '../messages.ts';
import type { Row } from '../rows.ts';
import { ip } from './addresses.ts';
import { identify, lost } from './filling.ts';
import { blank, blankDialogue, type Dialogue } from './records.ts';
import type { State } from './state.ts';
import { micros, seconds } from './units.ts';

/** A dialogue that the message opens. */
export function fresh(state: State, m: Tcap, at: number): Dialogue {
  const isMap = (m.protocol ?? 'map') === 'map';
  const row: Row = {
    ...blank(),
    protocol: m.protocol ?? 'map',
    type: 'OTHER',
    start: seconds(at),
    end: seconds(at),
    messages: 1,
    firstFrame: state.frame,
    lastFrame: state.frame,
    file: m.file ?? 0,
    otid: m.otid ?? '',
    src: ip(m.src),
    dst: ip(m.dst),
    loss: lost(m),
    callingGt: m.calling?.gt ?? '',
    calledGt: m.called?.gt ?? '',
    callingSsn: m.calling?.ssn ?? null,
    calledSsn: m.called?.ssn ?? null,
    context: m.context ? `${m.context[0]}.${m.context[1]}` : (m.text ?? ''),
  };
  if (m.opc !== undefined || m.dpc !== undefined) {
    row.opc = m.opc ?? 0;
    row.dpc = m.dpc ?? 0;
  }
  const bare = m.context === undefined && m.text === undefined && !m.dialoguePdu;
  if (m.context && (isMap || m.protocol === 'tcap')) row.version = m.context[1];
  else if (bare && isMap) row.version = 1;
  identify(row, m);
  const d = blankDialogue(row);
  d.bare = bare;
  d.port = m.association ?? 0;
  return d;
}

export function waiting(state: State, m: Tcap, at: number, tid: string, address: string, pc: number): Dialogue {
  const d = fresh(state, m, at);
  // Nothing of the answer's own path is the dialogue's.
  d.row = {
    ...blank(),
    protocol: m.protocol ?? 'map',
    type: 'OTHER',
    start: seconds(at),
    end: seconds(at),
    firstFrame: state.frame,
    lastFrame: state.frame,
    file: m.file ?? 0,
    otid: tid,
    src: d.row.src,
    dst: d.row.dst,
    loss: d.row.loss,
  };
  d.phase = 'waiting';
  d.sides[0] = { tid, address, other: '', pc, stamp: ++state.stamp };
  d.deadline = state.now + micros(state.options.reorderWindow);
  state.live.push(d);
  return d;
}
