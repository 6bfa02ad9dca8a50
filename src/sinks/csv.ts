import type { EncodedPart, EncodeInput, Encoder, EncoderOptions } from './sink.ts';

export class CsvEncoder implements Encoder {
  readonly format = 'csv';
  constructor(_options: EncoderOptions = {}) {}
  encode(_input: EncodeInput): EncodedPart {
    throw new Error('not written yet');
  }
}

/** The header line. */
export function csvHeader(): Uint8Array {
  return new Uint8Array(0);
}
