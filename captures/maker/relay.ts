/** Which way a message takes through the hub: flow, routing label and addresses of each leg. */
import { type Dialogue, OPENER, type Step } from './dialogue.ts';
import type { Way } from './encode.ts';
import type { Node } from './nodes.ts';
import type { Address } from './sccp.ts';
import type { Flow } from './sctp.ts';
import type { Operator, Rider, World } from './world.ts';

export class Relay {
  private readonly operators: readonly Operator[];
  private readonly legs: boolean;

  constructor(world: World, legs: boolean) {
    this.operators = world.operators;
    this.legs = legs;
  }

  /** Leg 0 goes to the hub and leg 1 from it where both pass a tap; else there is the one on the near side. */
  way(d: Dialogue, step: Step, leg: 0 | 1): { flow: Flow<Rider>; way: Way } {
    const fromOpener = step.side === OPENER;
    // The side of the opener, and away from the operator there.
    const legs = this.legs && !d.oneLeg;
    const opens = legs ? fromOpener === (leg === 0) : d.near === d.opener.operator;
    const toHub = legs ? leg === 0 : opens === fromOpener;
    const operator = this.operators[legs ? (opens ? d.opener : d.responder).operator : d.near]!;
    const own = ((fromOpener ? d.sls : d.answerSls) + (d.asked?.spread === true ? d.at * 5 + (d.at >> 1) : 0)) & 15;
    // The hub shares its load anew.
    const sls = leg === 0 ? own : (own + (d.salt >>> 28)) & 15;
    const { flow, label } = operator.routes[toHub ? 0 : 1][sls]!;
    const onSsn = d.onSsn && opens;
    return {
      flow,
      way: {
        label: !onSsn ? label : { ...label, [toHub ? 'opc' : 'dpc']: d.opener.pointCode },
        sls,
        called: calledOn(d, opens || !legs),
        back: onSsn ? bySsn(d.opener) : d.opener.address,
      },
    };
  }
}

/** Behind the hub the called title is that of the node that it was translated to. */
function calledOn(d: Dialogue, opens: boolean): Address {
  const { called, responder } = d;
  if (called === null) return responder.address;
  return opens || called.digits === responder.number ? called : responder.address;
}

/** Point code and subsystem number, routed on these. */
function bySsn(node: Node): Address {
  return { digits: '', ssn: node.ssn, plan: 0, pointCode: node.pointCode, routeOnSsn: true };
}
