/**
 * NDJSON: one object a line, every column in the order of the table, null where absent. 64-bit identifiers are quoted
 * digits, so that no reader rounds them; times are ISO 8601 UTC with six decimals.
 */
import { type Framing, RowWriter } from './rows.ts';
import type { EncodedPart, EncodeInput, Encoder, EncoderOptions } from './sink.ts';

const FRAMING: Framing = {
  open: '{',
  close: '}\n',
  before: (name, first) => `${first ? '' : ','}"${name}":`,
  absent: (name, first) => `${first ? '' : ','}"${name}":null`,
  quote: '"',
  render: jsonText,
};

const HEX = '0123456789abcdef';

/** A UTF-8 text as a JSON string (RFC 8259 §7): quote, backslash and control characters escaped. */
function jsonText(text: Uint8Array): Uint8Array {
  const escaped: number[] = [0x22];
  for (const octet of text) {
    if (octet === 0x22 || octet === 0x5c) escaped.push(0x5c, octet);
    else if (octet < 0x20 || octet === 0x7f) {
      for (const each of `\\u00${HEX[octet >> 4]}${HEX[octet & 15]}`) escaped.push(each.charCodeAt(0));
    } else escaped.push(octet);
  }
  escaped.push(0x22);
  return Uint8Array.from(escaped);
}

export class NdjsonEncoder implements Encoder {
  readonly format = 'ndjson';
  readonly #rows: RowWriter;

  constructor(options: EncoderOptions = {}) {
    this.#rows = new RowWriter(FRAMING, options);
  }

  encode(input: EncodeInput): EncodedPart {
    return this.#rows.encode(input);
  }
}
