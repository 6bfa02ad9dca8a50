/** Closed dialogues, gathered into batches in the order in which they closed. */
import { type DialogueBatch, dialogue } from './record.ts';

const STRIDE = dialogue.stride;
const WORDS = STRIDE / 8;
/** Records a batch. */
export const OUTPUT_RECORDS = 16_384;

export class Output {
  private buffer = new ArrayBuffer(OUTPUT_RECORDS * STRIDE);
  private f64 = new Float64Array(this.buffer);
  private count = 0;
  private number = 0;
  private texts: Uint8Array[] = [];
  private firstText = 1;
  private readonly give: (batch: DialogueBatch) => void;

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
    const records = this.count === OUTPUT_RECORDS ? this.buffer : this.buffer.slice(0, this.count * STRIDE);
    this.give({ number: this.number++, count: this.count, records, firstText: this.firstText, texts: this.texts });
    this.firstText += this.texts.length;
    this.texts = [];
    this.count = 0;
    this.buffer = new ArrayBuffer(OUTPUT_RECORDS * STRIDE);
    this.f64 = new Float64Array(this.buffer);
  }
}
