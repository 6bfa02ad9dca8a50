/**
 * CSV (RFC 4180) with a header line, CRLF, UTF-8; empty where absent. A text that a spreadsheet would take for a formula
 * (it begins with = + - @, tab or carriage return) gets an apostrophe in front. 64-bit identifiers are plain digits.
 */
import { type Framing, RowWriter } from './rows.ts';
import type { EncodedPart, EncodeInput, Encoder, EncoderOptions } from './sink.ts';

const FRAMING: Framing = {
  open: '',
  close: '\r\n',
  before: (_, first) => (first ? '' : ','),
  absent: (_, first) => (first ? '' : ','),
  quote: '',
  render: csvText,
};

const FORMULA = new Set([...'=+-@\t\r'].map(each => each.charCodeAt(0)));
const QUOTED = new Set([...',"\r\n'].map(each => each.charCodeAt(0)));

/** A text as a field: guarded against formulas, quoted where RFC 4180 §2 asks for it. */
function csvText(text: Uint8Array): Uint8Array {
  const field = FORMULA.has(text[0]) ? [0x27, ...text] : [...text];
  if (!field.some(octet => QUOTED.has(octet))) return Uint8Array.from(field);
  return Uint8Array.from([0x22, ...field.flatMap(octet => (octet === 0x22 ? [0x22, 0x22] : [octet])), 0x22]);
}

export class CsvEncoder implements Encoder {
  readonly format = 'csv';
  readonly #rows: RowWriter;

  constructor(options: EncoderOptions = {}) {
    this.#rows = new RowWriter(FRAMING, options);
  }

  encode(input: EncodeInput): EncodedPart {
    return this.#rows.encode(input);
  }
}
