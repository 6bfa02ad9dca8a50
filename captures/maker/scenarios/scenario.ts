/** A scenario: one folder under `captures/`, one small capture, one thing that it shows. */
import type { Stage, StageOptions } from '../stage.ts';

export interface Scenario {
  /** Name of the folder. */
  readonly name: string;
  /** Where its octets are known to others; otherwise the name makes one. */
  readonly seed?: number;
  /** What it shows and what must come of it, as the story tells it. */
  readonly about: string;
  /** What tshark makes of it: the command, run in the folder, and what it says. */
  readonly tshark?: { readonly command: string; readonly says: string };
  readonly options?: Omit<StageOptions, 'seed'>;
  /** Who says what when. */
  readonly play: (stage: Stage) => void;
}
