/** Messages of GTP on their way: a datagram each, seen at the tap of its operators. */
import { actOn, type Dialogue, OPENER, type Step } from './dialogue.ts';
import { clipsOf, end as encodedEnd, encodeGtp, w } from './encode.ts';
import type { Engine } from './engine.ts';
import { BIT } from './faults.ts';
import * as gtp from './gtp.ts';
import { headerSize, writeIp, writeUdp } from './link.ts';
import type { Rider } from './world.ts';

const GTP_C = 2123;
const UDP = 17;

export class Datagrams {
  private readonly engine: Engine;
  private readonly udp = new Uint8Array(2048);

  constructor(engine: Engine) {
    this.engine = engine;
  }

  send(d: Dialogue): void {
    const { engine } = this;
    const step = d.script[d.at] as Step;
    const { chance } = engine;
    const { rates, taps } = engine.options;
    const act = actOn(d, d.at, 0, 0);
    const fromOpener = step.side === OPENER;
    const sender = fromOpener ? d.opener : d.responder;
    const to = (fromOpener ? d.responder : d.opener).host!;
    let from = sender.host!;
    const t = d.tunnel;
    if (!fromOpener && t !== null && sender === t.ggsn) {
      if (act?.otherAddress === true || (rates.address > 0 && chance.chance(rates.address))) {
        from = sender.otherHost!;
        d.why |= BIT.address;
      }
    }
    const port = d.opener.port;
    encodeGtp(d, step);
    const length = encodedEnd - w.p;
    const at = headerSize(from);
    const b = this.udp;
    b.set(w.b.subarray(w.p, encodedEnd), at + 8);
    writeUdp(b, at, from, to, fromOpener ? port : GTP_C, fromOpener ? GTP_C : port, length);
    const total = writeIp(b, 0, from, to, UDP, 8 + length);
    const rider: Rider = {
      dialogue: d,
      index: d.at,
      leg: 0,
      segment: 0,
      last: true,
      whole: null,
      opc: 0,
      dpc: 0,
      called: null,
      from,
      to,
      padding: 0,
      clips: clipsOf(step),
      at: 0,
      length,
      recovery: gtp.told.recovery,
      // Answers to echo do not say by which address their sender goes.
      named: step.type === gtp.ECHO_RESPONSE ? '' : sender.host!.text,
      shown: false,
    };
    if (t !== null && engine.now >= engine.tapOpens) t.heard = true;
    const number = t === null ? d.opener.operator + d.responder.operator : t.ggsn.operator;
    engine.pass(number % taps, b, 0, total, [rider], at + 8, act);
    engine.said(d);
  }
}
