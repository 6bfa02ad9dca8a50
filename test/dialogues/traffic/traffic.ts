/**
 * Seeded traffic with every fault at once: nodes that share identifiers, relays, hubs, load sharing, reuse, loss, disorder,
 * copies, late answers, tunnels. Not realistic: dense, so that rules meet each other.
 */
import type { Message } from '../messages.ts';
import { type Faults, spoil } from './faults.ts';
import { GtpTraffic } from './gtp.ts';
import { MapTraffic } from './map.ts';
import { Stage } from './stage.ts';

/** Time-outs short enough to meet them often. */
export const OPTIONS = {
  gtpTimeout: 6,
  mapTimeout: { s: 4, m: 8, ml: 16, l: 25 },
  reorderWindow: 2,
  copyWindow: 1,
  chunkWindow: 3,
  keepOrphans: true,
};

export class Traffic {
  private readonly stage: Stage;
  private readonly map: MapTraffic;
  private readonly gtp: GtpTraffic;

  constructor(seed: number) {
    this.stage = new Stage(seed);
    this.map = new MapTraffic(this.stage);
    this.gtp = new GtpTraffic(this.stage);
  }

  /** `count` scripts over about `span` seconds, faults on, in the order in which a capture shows them. */
  make(count: number, span: number, faults: Faults): Message[] {
    const { r } = this.stage;
    for (let i = 0; i < count; i++) {
      const at = (i / count) * span;
      if (r.chance(0.1)) {
        this.map.restart();
        this.gtp.restart();
      }
      if (r.chance(0.4)) this.gtp.dialogue(at);
      else this.map.dialogue(at);
    }
    return spoil(this.stage, faults);
  }
}
