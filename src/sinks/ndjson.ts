import type { EncodedPart, EncodeInput, Encoder, EncoderOptions } from './sink.ts';

export class NdjsonEncoder implements Encoder {
  readonly format = 'ndjson';
  constructor(_options: EncoderOptions = {}) {}
  encode(_input: EncodeInput): EncodedPart {
    throw new Error('not written yet');
  }
}
