import type { EncodedPart, EncodeInput, Encoder, EncoderOptions } from '../sink.ts';

export class ParquetEncoder implements Encoder {
  readonly format = 'parquet';
  constructor(_options: EncoderOptions = {}) {}
  encode(_input: EncodeInput): EncodedPart {
    throw new Error('not written yet');
  }
}
