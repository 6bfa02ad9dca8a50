/** Closed dialogues, gathered into batches in the order in which they closed. */
import { type DialogueBatch, dialogue } from './record.ts';
import { slab } from './slab.ts';

const STRIDE = dialogue.stride;
const WORDS = STRIDE / 8;
/** Records a batch, a power of two. */
export const OUTPUT_RECORDS = 16_384;
const LAST = OUTPUT_RECORDS - 1;

/** The batch that is being filled: one for the process, as the slab is, so that its view is a constant. */
const buffer = new ArrayBuffer(OUTPUT_RECORDS * STRIDE);
const into = new Float64Array(buffer);
const { f64: from } = slab;

export class Output {
  private count = 0;
  private number = 0;
  private texts: Uint8Array[] = [];
  private firstText = 1;
  private readonly give: (batch: DialogueBatch) => void;

  /** `give` copies what it keeps: the records are written over when it returns. */
  constructor(give: (batch: DialogueBatch) => void) {
    this.give = give;
  }

  /** Copies the record that begins at word `at` of the slab. */
  add(at: number): void {
    // The mask says that the place is inside (it always is), `| 0` that no sum overflows: checks that V8 leaves out then.
    const to = (this.count & LAST) * WORDS;
    let i = 0;
    for (; i <= WORDS - 8; i += 8) {
      into[to + i] = from[(at + i) | 0];
      into[to + i + 1] = from[(at + i + 1) | 0];
      into[to + i + 2] = from[(at + i + 2) | 0];
      into[to + i + 3] = from[(at + i + 3) | 0];
      into[to + i + 4] = from[(at + i + 4) | 0];
      into[to + i + 5] = from[(at + i + 5) | 0];
      into[to + i + 6] = from[(at + i + 6) | 0];
      into[to + i + 7] = from[(at + i + 7) | 0];
    }
    for (; i < WORDS; i++) into[to + i] = from[(at + i) | 0];
    if (++this.count === OUTPUT_RECORDS) this.flush();
  }

  /** A text that the run has not had before; texts are numbered in this order. */
  addText(octets: Uint8Array): void {
    this.texts.push(octets);
  }

  flush(): void {
    if (this.count === 0 && this.texts.length === 0) return;
    const { count, firstText, texts } = this;
    this.give({ number: this.number++, count, records: buffer, firstText, texts });
    this.firstText += this.texts.length;
    this.texts = [];
    this.count = 0;
  }
}
