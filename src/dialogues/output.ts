/** Closed dialogues, gathered into batches in the order in which they closed. */
import { type DialogueBatch, dialogue } from './record.ts';

const STRIDE = dialogue.stride;
const WORDS = STRIDE / 8;
/** Records a batch. */
export const OUTPUT_RECORDS = 16_384;

export class Output {
  private readonly buffer = new ArrayBuffer(OUTPUT_RECORDS * STRIDE);
  private readonly f64 = new Float64Array(this.buffer);
  private count = 0;
  private number = 0;
  private texts: Uint8Array[] = [];
  private firstText = 1;
  private readonly give: (batch: DialogueBatch) => void;

  /** `give` copies what it keeps: the records are written over when it returns. */
  constructor(give: (batch: DialogueBatch) => void) {
    this.give = give;
  }

  /** Copies the record that begins at word `at` of a slab. */
  add(from: Float64Array, at: number): void {
    const to = this.count * WORDS;
    const into = this.f64;
    for (let i = 0; i < WORDS; i++) into[to + i] = from[at + i];
    if (++this.count === OUTPUT_RECORDS) this.flush();
  }

  /** A text that the run has not had before; texts are numbered in this order. */
  addText(octets: Uint8Array): void {
    this.texts.push(octets);
  }

  flush(): void {
    if (this.count === 0 && this.texts.length === 0) return;
    const { buffer: records, count, firstText, texts } = this;
    this.give({ number: this.number++, count, records, firstText, texts });
    this.firstText += this.texts.length;
    this.texts = [];
    this.count = 0;
  }
}
