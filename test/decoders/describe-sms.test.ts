import { describe, expect, it } from 'vitest';
import { describeComponent } from '../../decoders/describe-map.ts';
import { describeTpdu } from '../../decoders/describe-sms.ts';
import { sevenBitText, smsAlphabet, textOf, UCS2, ucs2Text, ussdAlphabet } from '../../decoders/describe-text.ts';
import { type Options, stateOf } from '../../decoders/describe-walk.ts';
import { octets, tlv } from './tcap-helpers.ts';

const tpdu = (toMobile: boolean, hex: string, options: Options = {}) => {
  const b = octets(hex);
  return describeTpdu(b, 0, b.length, { ...stateOf(options), toMobile });
};

/** DELIVER from +447700900123, 2024-05-06 07:08:09 +01:00, "hello" in the default alphabet. */
const deliver = `
  04                      # SMS-DELIVER, no more messages
  0c 91 44 77 00 09 10 32 # TP-OA
  00 00                   # PID, DCS
  42 50 60 70 80 90 40    # SCTS, zone 4 quarters of an hour
  05 e8 32 9b fd 06       # hello (TS 23.038 §6.1.2.1)
`;

describe('short messages', () => {
  it('SMS-DELIVER: addresses, time, coding, and the text only when asked for', () => {
    const quiet = tpdu(true, deliver);
    expect(quiet).toEqual({
      type: 'SMS-DELIVER',
      octets: 24,
      'tp-OA': { digits: '447700900123', nature: 'international', plan: 'isdn' },
      'tp-PID': 0,
      'tp-DCS': 0,
      alphabet: 'GSM 7 bit',
      'tp-SCTS': '2024-05-06T07:08:09+01:00',
      'tp-UDL': 5,
    });
    expect(tpdu(true, deliver, { withText: true })).toMatchObject({ text: 'hello' });
  });

  it('each fact has its place', () => {
    const b = octets(deliver);
    const state = stateOf({ withText: true });
    describeTpdu(b, 0, b.length, { ...state, toMobile: true });
    expect([...state.places]).toEqual([
      ['tp-OA', [1, 8]],
      ['tp-PID', [9, 1]],
      ['tp-DCS', [10, 1]],
      ['alphabet', [10, 1]],
      ['tp-SCTS', [11, 7]],
      ['tp-UDL', [18, 1]],
      ['text', [19, 5]],
    ]);
  });

  it('SMS-DELIVER from a name', () => {
    // alphanumeric, 4 septets in 7 half octets: "Test"
    expect(tpdu(true, '04 07 d0 d4 f2 9c 0e 00 00 42 50 60 70 80 90 40 00')).toMatchObject({
      'tp-OA': { name: 'Test' },
    });
  });

  it('SMS-SUBMIT with every form of validity period', () => {
    for (const [first, period] of [
      ['01', ''],
      ['11', 'a7'],
      ['09', '01 02 03 04 05 06 07'],
      ['19', '42 50 60 70 80 90 40'],
    ]) {
      const got = tpdu(false, `${first} 2a 04 81 21 43 00 04 ${period} 02 aa bb`, { withText: true });
      expect(got).toMatchObject({
        type: 'SMS-SUBMIT',
        'tp-MR': 42,
        'tp-DA': { digits: '1234', nature: 'unknown', plan: 'isdn' },
        alphabet: '8 bit',
        'tp-UDL': 2,
        text: 'aabb',
      });
    }
  });

  it('a concatenated message in 7 bits, text behind its header', () => {
    // UDHL 5, concatenation 8 bit: reference 7, 2 parts, part 1; one fill bit, then "hi"
    const got = tpdu(true, '44 04 91 21 43 00 00 42 50 60 70 80 90 40 09 05 00 03 07 02 01 d0 69', { withText: true });
    expect(got).toMatchObject({ concatenated: { reference: 7, of: 2, part: 1 }, text: 'hi' });
  });

  it('a concatenated message in UCS2 with a reference of 16 bits', () => {
    const got = tpdu(true, '44 04 91 21 43 00 08 42 50 60 70 80 90 40 0b 06 08 04 01 02 03 02 04 1f 04 40', {
      withText: true,
    });
    expect(got).toMatchObject({ concatenated: { reference: 258, of: 3, part: 2 }, alphabet: 'UCS2', text: 'Пр' });
  });

  it('reports and commands', () => {
    expect(tpdu(true, '02 2a 04 91 21 43 42 50 60 70 80 90 40 42 50 60 70 80 90 40 00')).toMatchObject({
      type: 'SMS-STATUS-REPORT',
      'tp-MR': 42,
      'tp-DT': '2024-05-06T07:08:09+01:00',
      'tp-ST': 0,
    });
    expect(tpdu(false, '02 2a 00 02 11 04 91 21 43 00')).toMatchObject({
      type: 'SMS-COMMAND',
      'tp-CT': 2,
      'tp-MN': 17,
    });
    expect(tpdu(false, '00 00')).toEqual({ type: 'SMS-DELIVER-REPORT', octets: 2 });
    expect(tpdu(true, '01 00')).toEqual({ type: 'SMS-SUBMIT-REPORT', octets: 2 });
    expect(tpdu(true, '03')).toEqual({ type: 'reserved', octets: 1 });
    expect(tpdu(true, '')).toBeUndefined();
  });

  it('zones west of Greenwich', () => {
    // minus 5 hours: 20 quarters, sign in bit 4 of the first digit
    expect(tpdu(true, '04 04 91 21 43 00 00 42 50 60 70 80 90 0a 00')).toMatchObject({
      'tp-SCTS': '2024-05-06T07:08:09-05:00',
    });
  });

  it('the direction comes from the destination', () => {
    const to = tlv('30', '80 03 21 43 f5', '84 03 91 44 77', tlv('04', deliver));
    expect(describeComponent(to, 0, to.length, 46, 2, 0xa1)).toMatchObject({ 'sm-RP-UI': { type: 'SMS-DELIVER' } });
    const from = tlv('30', '84 03 91 44 77', '82 03 91 44 77', '04 08 01 2a 04 81 21 43 00 00');
    expect(describeComponent(from, 0, from.length, 46, 3, 0xa1)).toMatchObject({
      'sm-RP-DA': { serviceCentreAddressDA: { digits: '4477' } },
      'sm-RP-OA': { msisdn: { digits: '4477' } },
      'sm-RP-UI': { type: 'SMS-SUBMIT' },
    });
  });

  it('every prefix gives what it holds', () => {
    const b = octets(deliver);
    for (let length = 1; length < b.length; length++) {
      expect(describeTpdu(b, 0, length, { ...stateOf({ withText: true }), toMobile: true })).toMatchObject({
        type: 'SMS-DELIVER',
      });
    }
  });
});

describe('alphabets', () => {
  it('by data coding scheme (TS 23.038 §4, §5)', () => {
    expect([0x00, 0x04, 0x08, 0x0c, 0x11, 0x44, 0xc0, 0xe0, 0xf0, 0xf4].map(smsAlphabet)).toEqual([
      0, 1, 2, 0, 0, 1, 0, 2, 0, 1,
    ]);
    expect([0x0f, 0x10, 0x11, 0x44, 0x48, 0x98, 0xf0, 0xf4, 0xa0].map(ussdAlphabet)).toEqual([
      0, 0, 2, 1, 2, 2, 0, 1, 0,
    ]);
  });

  it('reads the default alphabet whole: 128 places, extensions behind an escape', () => {
    const pack = (codes: readonly number[]): Uint8Array => {
      const out = new Uint8Array(Math.ceil((codes.length * 7) / 8));
      codes.forEach((code, i) => {
        for (let k = 0; k < 7; k++) if ((code >> k) & 1) out[(i * 7 + k) >> 3] |= 1 << ((i * 7 + k) & 7);
      });
      return out;
    };
    const all = pack([0x00, 0x02, 0x11, 0x20, 0x24, 0x30, 0x3f, 0x40, 0x41, 0x5b, 0x5f, 0x60, 0x61, 0x7a, 0x7f]);
    expect(sevenBitText(all, 0, all.length, 15)).toBe('@$_ ¤0?¡AÄ§¿azà');
    const euro = pack([0x1b, 0x65, 0x1b, 0x28, 0x1b, 0x41]);
    expect(sevenBitText(euro, 0, euro.length, 6)).toBe('€{A');
  });

  it('never reads beyond the end', () => {
    expect(sevenBitText(octets('e8 32'), 0, 2, 160)).toBe('he'); // 16 bits hold two septets
    expect(ucs2Text(octets('00 41 00'), 0, 3)).toBe('A');
    expect(textOf(octets(''), 0, 0, UCS2, 0)).toBe('');
  });

  it('replaces lone surrogates, so that the text is valid', () => {
    expect(ucs2Text(octets('d8 00 00 41 d8 3d de 00'), 0, 8)).toBe('\ufffdA😀');
  });
});
