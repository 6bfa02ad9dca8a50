/** A hub that ends transactions: it asks the register itself, under its own identifiers, and answers when it has its answer. */
import type { Cast } from './cast.ts';
import type { Dialogue, Script } from './dialogue.ts';
import type { Engine } from './engine.ts';
import { BIT } from './faults.ts';

const MS = 1000;

/** In the place of `d`, which is not started: the request to the hub and the hub's own, `delay` from now. */
export function throughHub(engine: Engine, cast: Cast, d: Dialogue, script: Script, delay = 0): void {
  const hub = cast.world.hubNode;
  const first = cast.dialogue(d.kind, script, d.opener, hub, d.device);
  const second = cast.dialogue(d.kind, script, hub, d.responder, d.device);
  first.called = hub.address;
  second.called = d.called;
  first.next = d.next;
  for (const one of [first, second]) {
    one.oneLeg = true;
    one.half = one === first ? second : first;
    one.why |= BIT.terminate;
  }
  second.near = d.responder.operator;
  first.holdAt = 1;
  engine.start(first, delay);
  engine.start(second, delay + engine.chance.between(5 * MS, 80 * MS));
  second.whenOver = () => engine.resume(first, engine.chance.between(2 * MS, 20 * MS));
}
