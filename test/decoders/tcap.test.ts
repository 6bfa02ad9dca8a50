import { describe, expect, it } from 'vitest';
import * as records from '../../decoders/message.ts';
import { clearMessage, message, scratch } from '../../decoders/message.ts';
import { OK } from '../../decoders/status.ts';
import { looksLikeTcap, moreComponents, rest, tcap } from '../../decoders/tcap.ts';
import {
  aarq,
  begin,
  components,
  context,
  decode,
  dialogue,
  end,
  error,
  invoke,
  join,
  octets,
  open,
  result,
  snapshot,
  tlv,
  user,
} from './tcap-helpers.ts';

const { SLOT_HAS_INVOKE_ID: ID, SLOT_HAS_OPERATION: OPERATION, SLOT_HAS_CODE: CODE } = records;

describe('messages and transaction identifiers', () => {
  it('reads a Begin', () => {
    const got = decode(octets('62 06 48 04 fe dc ba 98')); // an identifier above 2^31
    expect([
      got.status,
      got.field('tcapType'),
      got.field('otid'),
      got.field('otidLength'),
      got.field('dtidLength'),
    ]).toEqual(['ok', 0x62, 0xfedcba98, 4, 0]);
    expect(got.field('kind')).toBe(records.KIND_MESSAGE);
    expect(got.protocol).toBe('tcap'); // no context and no component: nobody can tell
  });

  it('reads a Continue with identifiers of one and three octets', () => {
    const got = decode(octets('65 08 48 01 07 49 03 01 02 03'));
    expect([
      got.status,
      got.field('otid'),
      got.field('otidLength'),
      got.field('dtid'),
      got.field('dtidLength'),
    ]).toEqual(['ok', 7, 1, 0x010203, 3]);
  });

  it('reads an End', () => {
    const got = decode(octets('64 04 49 02 12 34'));
    expect([got.field('tcapType'), got.field('dtid'), got.field('dtidLength'), got.field('otidLength')]).toEqual([
      0x64, 0x1234, 2, 0,
    ]);
  });

  it('reads an Abort by the provider', () => {
    const got = decode(octets('67 07 49 02 00 01 4a 01 03')); // P-Abort cause 3, incorrectTransactionPortion
    expect([got.status, got.field('dtid'), got.has(records.HAS_P_ABORT), got.field('pAbortCause')]).toEqual([
      'ok',
      1,
      true,
      3,
    ]);
  });

  it('tells a P-Abort cause 0 from none', () => {
    expect(decode(octets('67 07 49 02 00 01 4a 01 00')).has(records.HAS_P_ABORT)).toBe(true);
    expect(decode(octets('67 04 49 02 00 01')).has(records.HAS_P_ABORT)).toBe(false);
  });

  it('reads a Unidirectional', () => {
    const got = decode(tlv('61', components(invoke(1, 37))));
    expect([got.status, got.field('tcapType'), got.slots.length, got.slots[0].operation]).toEqual(['ok', 0x61, 1, 37]);
  });

  it('finds an identifier of five octets, and one of none, contradictory and reads the rest', () => {
    for (const otid of ['48 05 01 02 03 04 05', '48 00']) {
      const got = decode(tlv('62', otid, components(invoke(1, 2, tlv('30', '04 03 21 43 f5')))));
      expect([got.status, got.fault?.[1], got.field('otidLength')]).toEqual(['bad', 'transaction identifier', 0]);
      expect([got.slots[0].operation, got.digits('imsi')]).toEqual([2, '12345']);
    }
  });

  it('reads the same with long-form and with indefinite lengths', () => {
    const parts = join('48 04 11 22 33 44', components(invoke(1, 57, tlv('30', '04 03 21 43 f5'))));
    const short = decode(tlv('62', parts));
    const long = decode(join('62 82', Uint8Array.of(0, parts.length), parts));
    const indefinite = decode(
      open('62', '48 04 11 22 33 44', open('6c', open('a1', '02 01 01 02 01 39', open('30', '04 03 21 43 f5')))),
    );
    expect(short.status).toBe('ok');
    expect(long).toMatchObject({ status: 'ok', record: short.record });
    expect(indefinite).toMatchObject({ status: 'ok', record: short.record });
  });

  it('skips portions that Q.773 does not have', () => {
    const got = decode(tlv('62', '48 01 07', '7f 22 03 01 02 03', '5f 81 01 01 ff', components(invoke(1, 37))));
    expect([got.status, got.slots.length]).toEqual(['ok', 1]);
  });

  it('reads portions whose tags stand in the context class, and says so', () => {
    const got = decode(tlv('62', '88 01 05', tlv('ab', context(20, 3)), tlv('ac', invoke(1, 45))));
    expect([got.status, got.fault?.[1]]).toEqual(['bad', 'tag']);
    expect([got.field('otid'), got.field('contextNumber'), got.slots[0].operation]).toEqual([5, 20, 45]);
  });

  it('leaves what is no TCAP alone', () => {
    expect(decode(octets('30 03 02 01 01'))).toMatchObject({ status: 'unknown', fault: ['tcap', 'tag', 5, 0x30, 0] });
    expect(decode(octets(''))).toMatchObject({ status: 'short' });
    expect(decode(octets('62'))).toMatchObject({ status: 'short' });
  });

  it('reads what stands before a cut, and calls a length that overruns a whole message a contradiction', () => {
    const whole = begin(components(invoke(1, 2, tlv('30', '04 03 21 43 f5', '81 03 91 44 55'))));
    const cut = decode(whole.slice(0, -2));
    expect([
      cut.status,
      cut.field('otid'),
      cut.slots[0].operation,
      cut.digits('imsi'),
      cut.digits('mscNumber'),
    ]).toEqual(['short', 0x11223344, 2, '12345', '']);
    const wrong = whole.slice();
    wrong[whole.length - 4] = 9; // the number says nine octets
    expect(decode(wrong)).toMatchObject({ status: 'bad' });
    expect(decode(wrong).digits('imsi')).toBe('12345');
  });
});

describe('dialogue portion', () => {
  it('reads the application context of an AARQ', () => {
    const got = decode(begin(aarq(1, 3)));
    expect([got.status, got.field('dialoguePdu'), got.field('contextNumber'), got.field('contextVersion')]).toEqual([
      'ok',
      0x60,
      1,
      3,
    ]);
    expect(got.has(records.HAS_CONTEXT)).toBe(true);
    expect(got.protocol).toBe('map');
  });

  it('reads it in any form', () => {
    const apdu = open('60', '80 02 07 80', open('a1', context(32, 3)));
    const got = decode(open('62', '48 01 01', open('6b', open('28', '06 07 00 11 86 05 01 01 01', open('a0', apdu)))));
    expect([got.status, got.field('contextNumber'), got.field('contextVersion')]).toEqual(['ok', 32, 3]);
  });

  it('goes on without an application context', () => {
    const got = decode(begin(dialogue(tlv('60', '80 02 07 80')), components(invoke(1, 2))));
    expect([got.status, got.has(records.HAS_CONTEXT), got.slots.length, got.field('dialoguePdu')]).toEqual([
      'ok',
      false,
      1,
      0x60,
    ]);
  });

  it('keeps another object identifier as its octets', () => {
    const oid = octets('04 00 00 01 15 03 04'); // 0.4.0.0.1.21.3.4, CAP phase 3
    const message = begin(dialogue(tlv('60', tlv('a1', tlv('06', oid)))));
    const got = decode(message, {}, 5);
    expect([got.status, got.has(records.HAS_CONTEXT), got.field('textLength'), got.protocol]).toEqual([
      'ok',
      false,
      7,
      'cap',
    ]);
    const at = got.field('textAt') - 5;
    expect(message.subarray(at, at + 7)).toEqual(oid);
  });

  it('tells CAP, INAP and others by their contexts', () => {
    const of = (oid: string): string => decode(begin(dialogue(tlv('60', tlv('a1', tlv('06', oid)))))).protocol;
    expect(of('04 00 00 01 00 32 01')).toBe('cap'); // 0.4.0.0.1.0.50.1
    expect(of('04 00 00 01 17 03 04')).toBe('cap'); // 0.4.0.0.1.23.3.4
    expect(of('04 00 01 01 01 00 00')).toBe('inap'); // 0.4.0.1.1.1.0.0
    expect(of('00 11 89 42 03 01')).toBe('inap'); // 0.0.17.1218.3.1
    expect(of('2a 03 04')).toBe('tcap'); // 1.2.3.4
  });

  it('reads an AARE: accepted by the user', () => {
    const aare = tlv('61', tlv('a1', context(1, 3)), 'a2 03 02 01 00', 'a3 05 a1 03 02 01 00');
    const got = decode(end(dialogue(aare)));
    expect([got.field('dialoguePdu'), got.has(records.HAS_ASSOCIATE_RESULT), got.field('associateResult')]).toEqual([
      0x61,
      true,
      0,
    ]);
    expect(got.field('sourceDiagnostic')).toBe(0);
  });

  it('reads an AARE: rejected, by the user and by the provider', () => {
    const rejected = (diagnostic: string): number[] => {
      const aare = tlv('61', tlv('a1', context(1, 3)), 'a2 03 02 01 01', diagnostic);
      const got = decode(tlv('67', '49 01 01', dialogue(aare)));
      return [got.field('associateResult'), got.field('sourceDiagnostic')];
    };
    expect(rejected('a3 05 a1 03 02 01 02')).toEqual([1, 2]); // application-context-name-not-supported
    expect(rejected('a3 05 a2 03 02 01 02')).toEqual([1, 0x82]); // no-common-dialogue-portion
    expect(rejected('a3 06 a2 81 03 02 01 02')).toEqual([1, 0x82]); // the same in the long form
  });

  it('reads an ABRT with a MAP user abort', () => {
    // map-userAbort, applicationProcedureCancellation [3], radioChannelRelease
    const abrt = tlv('64', '80 01 00', user(tlv('a4', '83 01 01')));
    const got = decode(tlv('67', '49 01 01', dialogue(abrt)));
    expect(got.status).toBe('ok');
    expect([got.field('dialoguePdu'), got.has(records.HAS_ABORT_SOURCE), got.field('abortSource')]).toEqual([
      0x64,
      true,
      0,
    ]);
    expect([got.field('mapDialoguePdu'), got.has(records.HAS_MAP_REASON), got.field('mapReason')]).toEqual([
      0xa4,
      true,
      3,
    ]);
  });

  it('reads map-refuse, map-providerAbort, map-accept and map-close', () => {
    const pdu = (octetsOfPdu: Uint8Array): number[] => {
      const got = decode(end(dialogue(tlv('61', tlv('a1', context(1, 2)), 'a2 03 02 01 01', user(octetsOfPdu)))));
      return [got.field('mapDialoguePdu'), Number(got.has(records.HAS_MAP_REASON)), got.field('mapReason')];
    };
    expect(pdu(tlv('a3', '0a 01 01'))).toEqual([0xa3, 1, 1]); // invalidDestinationReference
    expect(pdu(tlv('a5', '0a 01 00'))).toEqual([0xa5, 1, 0]); // abnormalDialogue
    expect(pdu(tlv('a1'))).toEqual([0xa1, 0, 0]);
    expect(pdu(tlv('a2'))).toEqual([0xa2, 0, 0]);
  });

  it('takes the IMSI of a map-open destination reference where no argument has one', () => {
    // nature international, numbering plan land mobile (E.212), 228021234567890
    const ref = user(tlv('a0', '80 09 96 22 08 12 32 54 76 98 f0', '81 04 91 14 47 55'));
    const got = decode(begin(aarq(19, 2, ref), components(invoke(1, 59, tlv('30', '04 01 0f 04 01 aa')))));
    expect([got.status, got.field('mapDialoguePdu'), got.digits('imsi')]).toEqual(['ok', 0xa0, '228021234567890']);
  });

  it('leaves a destination reference alone that is no IMSI, or where the argument has one', () => {
    const isdn = user(tlv('a0', '80 04 91 14 47 55'));
    expect(decode(begin(aarq(19, 2, isdn))).digits('imsi')).toBe('');
    const ref = user(tlv('a0', '80 09 96 22 08 12 32 54 76 98 f0'));
    expect(decode(begin(aarq(1, 3, ref), components(invoke(1, 2, tlv('30', '04 03 21 43 f5'))))).digits('imsi')).toBe(
      '12345',
    );
  });

  it('leaves user information of others alone', () => {
    const other = tlv('be', tlv('28', '06 03 2a 03 04', tlv('a0', tlv('a4', '83 01 01'))));
    const got = decode(begin(aarq(1, 3, other)));
    expect([got.status, got.field('mapDialoguePdu'), got.has(records.HAS_MAP_REASON)]).toEqual(['ok', 0, false]);
  });

  it('costs the dialogue portion alone where it is broken', () => {
    const got = decode(begin('6b 04 28 7f 06 07', components(invoke(1, 2, tlv('30', '04 03 21 43 f5')))));
    expect([got.status, got.fault?.[1]]).toEqual(['bad', 'dialogue portion']);
    expect([got.slots[0].operation, got.digits('imsi')]).toEqual([2, '12345']);
  });
});

describe('components', () => {
  it('reads an invoke', () => {
    expect(decode(begin(components(invoke(5, 56)))).slots).toEqual([
      { type: 0xa1, flags: ID | OPERATION, invokeId: 5, parameter: 0, operation: 56, code: 0 },
    ]);
  });

  it('reads an invoke that is linked to another', () => {
    const [slot] = decode(begin(components(tlv('a1', '02 01 06 80 01 05 02 01 3c')))).slots;
    expect(slot).toMatchObject({ flags: ID | OPERATION | records.SLOT_LINKED, invokeId: 6, operation: 60 });
  });

  it('reads operation codes of two octets and negative ones', () => {
    expect(decode(begin(components(tlv('a1', '02 01 06 02 02 02 4f')))).slots[0].operation).toBe(0x24f);
    expect(decode(begin(components(tlv('a1', '02 01 06 02 01 ff')))).slots[0].operation).toBe(0xffff); // -1 in 16 bits
  });

  it('marks global operation and error codes', () => {
    const got = decode(end(components(tlv('a1', '02 01 01 06 03 2a 03 04'), tlv('a3', '02 01 01 06 03 2a 03 04'))));
    expect(got.slots.map(slot => slot.flags)).toEqual([
      ID | OPERATION | records.SLOT_GLOBAL,
      ID | CODE | records.SLOT_GLOBAL,
    ]);
  });

  it('reads a result with and without an operation code', () => {
    const got = decode(end(components(result(1, 56, '30 00'), tlv('a2', '02 01 02'))));
    expect(got.status).toBe('ok');
    expect(got.slots).toMatchObject([
      { type: 0xa2, flags: ID | OPERATION, invokeId: 1, operation: 56 },
      { type: 0xa2, flags: ID, invokeId: 2, operation: 0 },
    ]);
  });

  it('reads a result that is not the last', () => {
    const got = decode(end(components(tlv('a7', '02 01 01', tlv('30', '02 01 38')))));
    expect(got.slots).toMatchObject([{ type: 0xa7, flags: ID | OPERATION, operation: 56 }]);
  });

  it('reads a result whose SEQUENCE is missing, and says so', () => {
    const got = decode(end(components(tlv('a2', '02 01 01 02 01 2d'))));
    expect([got.status, got.slots[0].operation]).toEqual(['bad', 45]);
  });

  it('reads an error', () => {
    expect(decode(end(components(error(1, 34)))).slots).toMatchObject([{ type: 0xa3, flags: ID | CODE, code: 34 }]);
  });

  it('reads rejects: with and without invoke id, every kind of problem', () => {
    const rejects = ['80 01 02', '81 01 01', '82 01 02', '83 01 04'].map(problem => tlv('a4', '02 01 07', problem));
    const got = decode(end(components(...rejects, tlv('a4', '05 00 80 01 00'))));
    expect(got.status).toBe('ok');
    expect(got.slots.map(slot => [slot.flags, slot.code])).toEqual([
      [ID | CODE, 0x8002],
      [ID | CODE, 0x8101],
      [ID | CODE, 0x8202],
      [ID | CODE, 0x8304],
      [CODE, 0x8000],
    ]);
  });

  it('goes on behind a component that it cannot read', () => {
    const broken = tlv('a1', '04 01 01');
    const got = decode(begin(components(broken, invoke(2, 7), tlv('a9', '02 01 03'), invoke(4, 8))));
    expect(got.status).toBe('unknown'); // the last fault: a component type of nobody
    expect(got.slots.map(slot => [slot.invokeId, slot.operation])).toEqual([
      [0, 0],
      [2, 7],
      [4, 8],
    ]);
  });

  it('reads an empty component portion', () => {
    expect(decode(begin(components()))).toMatchObject({ status: 'ok', slots: [] });
  });

  it('gives the components that do not fit in further records', () => {
    const imsi = tlv('30', '80 03 21 43 f5');
    const all = Array.from({ length: 14 }, (_, i) => invoke(i, 7, ...(i === 13 ? [imsi] : [])));
    const b = begin(aarq(16, 3), components(...all));
    clearMessage();
    expect(tcap(b, 0, b.length)).toBe(OK);
    const seen = snapshot(OK).slots.map(slot => slot.invokeId);
    while (rest[0] < rest[1]) {
      expect(moreComponents(b, rest[0], rest[1])).toBe(OK);
      const more = snapshot(OK);
      expect(more.field('flags') & records.FLAG_CONTINUED).not.toBe(0);
      seen.push(...more.slots.map(slot => slot.invokeId));
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(snapshot(OK).digits('imsi')).toBe('12345');
  });

  it('has nothing left where all components fit', () => {
    const b = begin(components(...Array.from({ length: 6 }, (_, i) => invoke(i, 7))));
    clearMessage();
    tcap(b, 0, b.length);
    expect([rest[0] === rest[1], scratch.u8[message.at.componentCount]]).toEqual([true, 6]);
  });
});

describe('whose message it is', () => {
  const answer = end(components(result(1, 2)));

  it('goes by the subsystem numbers where no context tells', () => {
    expect(decode(answer, { called: 7, calling: 6 }).protocol).toBe('map');
    expect(decode(answer, { called: 149, calling: 200 }).protocol).toBe('map');
    expect(decode(answer, { called: 146, calling: 8 }).protocol).toBe('cap');
    expect(decode(answer, { called: 241, calling: 241 }).protocol).toBe('inap');
    expect(decode(answer, { called: 200, calling: 152 }).protocol).toBe('tcap');
  });

  it('takes components for MAP where no subsystem number is known', () => {
    expect(decode(answer, {}).protocol).toBe('map');
  });

  it('goes by the context before the subsystem numbers', () => {
    expect(decode(begin(aarq(50, 1), components(invoke(1, 0))), { called: 6, calling: 7 }).protocol).toBe('cap');
    expect(decode(begin(aarq(1, 3), components(invoke(1, 2))), { called: 146, calling: 146 }).protocol).toBe('map');
  });

  it('reads no MAP argument out of another protocol', () => {
    // code 23 is updateGprsLocation in MAP and requestReportBCSMEvent in CAP
    const got = decode(begin(aarq(50, 1), components(invoke(1, 23, tlv('30', '04 03 21 43 f5')))));
    expect([got.protocol, got.digits('imsi')]).toEqual(['cap', '']);
  });
});

describe('looksLikeTcap', () => {
  const looks = (b: Uint8Array): boolean => looksLikeTcap(b, 0, b.length);

  it('knows the five messages in definite and indefinite form', () => {
    expect(looks(begin())).toBe(true);
    expect(looks(end())).toBe(true);
    expect(looks(octets('65 06 48 01 01 49 01 01'))).toBe(true);
    expect(looks(octets('67 06 49 01 01 4a 01 00'))).toBe(true);
    expect(looks(tlv('61', components(invoke(1, 37))))).toBe(true);
    expect(looks(open('62', '48 01 01'))).toBe(true);
  });

  it('asks that the length agrees and that the first element fits', () => {
    expect(looks(octets('62 07 48 04 01 02 03 04'))).toBe(false);
    expect(looks(octets('62 05 48 04 01 02 03 04'))).toBe(false);
    expect(looks(octets('62 06 49 04 01 02 03 04'))).toBe(false);
    expect(looks(octets('30 06 48 04 01 02 03 04'))).toBe(false);
    expect(looks(octets('62 00'))).toBe(false);
    expect(looks(octets(''))).toBe(false);
  });

  it('knows ANSI packages', () => {
    expect(looks(octets('e2 06 c7 04 01 02 03 04'))).toBe(true);
    expect(looks(octets('e2 06 48 04 01 02 03 04'))).toBe(false);
  });
});

describe('ANSI TCAP', () => {
  const ansi = (hex: Uint8Array) => decode(hex, {});

  it('reads a query of ANSI-41 and sets it aside', () => {
    // component sequence, invoke last 0xe9, component id, private operation: ANSI-41 registrationNotification
    const got = ansi(tlv('e2', 'c7 04 00 00 01 02', tlv('e8', tlv('e9', 'cf 01 03', 'd1 02 09 0d', 'f2 00'))));
    expect(got.status).toBe('ok');
    expect([got.protocol, got.field('kind'), got.field('otid'), got.field('dtidLength')]).toEqual([
      'ansi_map',
      records.KIND_OTHER,
      0x102,
      0,
    ]);
    expect(got.slots).toMatchObject([{ type: 0xe9, invokeId: 3, operation: 0x090d }]);
  });

  it('reads both identifiers of a conversation and the one of a response', () => {
    const both = ansi(octets('e5 0a c7 08 00 00 00 01 ff 00 00 02'));
    expect([both.field('otid'), both.field('dtid'), both.protocol]).toEqual([1, 0xff000002, 'ansi_tcap']);
    const answer = ansi(octets('e4 06 c7 04 00 00 00 05'));
    expect([answer.field('otidLength'), answer.field('dtid')]).toEqual([0, 5]);
  });

  it('reads an abort, an error code and a package without identifiers', () => {
    const abort = ansi(octets('f6 09 c7 04 00 00 00 05 d7 01 02'));
    expect([abort.field('dtid'), abort.field('pAbortCause')]).toEqual([5, 2]);
    const fault = ansi(tlv('e4', 'c7 04 00 00 00 05', tlv('e8', tlv('eb', 'cf 01 03', 'd4 01 81'))));
    expect(fault.slots[0]).toMatchObject({ type: 0xeb, code: 0xff81 });
    expect(ansi(octets('e1 02 c7 00')).status).toBe('ok');
  });

  it('finds identifiers of another length contradictory, and a cut package short', () => {
    expect(ansi(octets('e2 04 c7 02 00 01'))).toMatchObject({ status: 'bad' });
    expect(ansi(octets('e2 08 c7 04 00 00 01 02'))).toMatchObject({ status: 'short' });
    expect(ansi(octets('e2 04 c7 09 00 01'))).toMatchObject({ status: 'bad' });
  });
});
