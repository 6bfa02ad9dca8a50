import { afterEach, describe, expect, it } from 'vitest';
import * as records from '../../decoders/message.ts';
import { setPointCodes } from '../../src/decode/frame.ts';
import * as build from './build.ts';

const { begin, counts, data, decoded, ether, faults, ip4, ip6, joined, m3ua, octets, sctp, shown, udp, udt } = build;
const { KIND_MESSAGE, KIND_OTHER, KIND_IP_FRAGMENT, KIND_SCTP_FRAGMENT, KIND_SCCP_SEGMENT } = records;

const packet = (payload: Uint8Array, chunk: build.Chunk = {}) => ether(ip4(sctp([data(payload, chunk)])));

/** The octets of a batch of pieces, behind each other. */
function pieces(batch: ReturnType<typeof decoded>): Uint8Array {
  const octets = shown(batch).map(r => {
    const at = r.get('payloadAt');
    return batch.pieces.slice(at, at + r.get('payloadLength'));
  });
  return build.joined(...octets);
}

describe('the common path', () => {
  it('fills what every record has', () => {
    const [r, ...others] = shown(decoded([{ octets: packet(m3ua(udt(begin()))), time: 1234.567891 }]));
    expect(others).toEqual([]);
    expect([r.get('time'), r.get('frame'), r.get('file'), r.get('index')]).toEqual([1234567891, 1, 0, 0]);
    expect([r.get('kind'), r.protocol, r.get('flags')]).toEqual([KIND_MESSAGE, 'map', records.FLAG_CHUNK_START]);
    expect([r.slot('src', 4), r.slot('dst', 4), r.get('ipVersion')]).toEqual(['0a000001', '0a000002', 4]);
    expect([r.get('srcPort'), r.get('dstPort'), r.get('vtag'), r.get('tsn')]).toEqual([2905, 2906, 0xfeed0001, 1]);
    expect([r.get('opc'), r.get('dpc'), r.get('sls'), r.get('sccpType')]).toEqual([100, 200, 5, 9]);
    expect([r.slot('calledGt'), r.get('calledSsn'), r.slot('callingGt'), r.get('callingSsn')]).toEqual([
      '947107',
      6,
      '947117',
      7,
    ]);
    expect([r.get('tcapType'), r.get('otid'), r.get('componentCount')]).toEqual([0x62, 1, 1]);
    expect([r.get('fault'), r.fault]).toEqual([0, '']);
  });

  it('says where in the frame the TCAP message lies', () => {
    const frame = packet(m3ua(udt(begin())));
    const [r] = shown(decoded([octets('00'), frame]));
    const at = r.get('payloadAt');
    expect(frame.slice(at, at + r.get('payloadLength'))).toEqual(begin());
  });

  it('reads IPv6 and a VLAN tag', () => {
    const [r] = shown(decoded([ether(joined(octets('0007 86dd'), ip6(sctp([data(m3ua(udt(begin())))]))), 0x8100)]));
    expect([r.get('ipVersion'), r.slot('src', 16)]).toEqual([6, '20010db8000000000000000000000001']);
    expect(r.get('tcapType')).toBe(0x62);
  });

  it('gives every bundled chunk its own records and the frame’s addresses', () => {
    const chunks = [
      data(m3ua(udt(begin(1))), { tsn: 1 }),
      data(build.management(), { tsn: 2, stream: 9 }),
      data(m3ua(udt(begin(3))), { tsn: 3 }),
    ];
    const all = shown(decoded([ether(ip4(sctp(chunks)))]));
    expect(all.map(r => [r.get('index'), r.get('tsn'), r.get('otid'), r.protocol])).toEqual([
      [0, 1, 1, 'map'],
      [1, 2, 0, 'm3ua'],
      [2, 3, 3, 'map'],
    ]);
    expect(
      new Set(all.map(r => `${r.slot('src', 4)} ${r.get('srcPort')} ${r.get('vtag')} ${r.get('flags')}`)).size,
    ).toBe(1);
    expect([all[1].slot('calledGt', 12), all[1].get('opc'), all[1].get('present')]).toEqual(['00'.repeat(12), 0, 0]);
  });

  it('reads several adaptation messages in one chunk, which are no copies of each other', () => {
    const all = shown(decoded([packet(joined(m3ua(udt(begin(1))), m3ua(udt(begin(1)))))]));
    expect(all.map(r => r.get('flags'))).toEqual([records.FLAG_CHUNK_START, 0]);
    expect(all[0].get('copyKeyA')).not.toBe(all[1].get('copyKeyA'));
  });

  it('ignores zeros behind an adaptation message', () => {
    expect(decoded([packet(joined(m3ua(udt(begin())), new Uint8Array(12)))]).count).toBe(1);
  });

  it('goes on in further records where components do not fit', () => {
    const all = shown(decoded([packet(m3ua(udt(build.manyInvokes(14))))]));
    expect(all.map(r => [r.get('componentCount'), r.get('index'), r.get('flags') & records.FLAG_CONTINUED])).toEqual([
      [6, 0, 0],
      [6, 0, records.FLAG_CONTINUED],
      [2, 0, records.FLAG_CONTINUED],
    ]);
    expect(all.map(r => r.get('flags') & records.FLAG_CHUNK_START)).toEqual([records.FLAG_CHUNK_START, 0, 0]);
    // each slot's third octet is the invoke id
    const ids = all.map(r =>
      Buffer.from(r.slot('components', r.get('componentCount') * 8), 'hex').filter((_, i) => i % 8 === 2),
    );
    expect(Buffer.concat(ids)).toEqual(Buffer.from(Array.from({ length: 14 }, (_, i) => i + 1)));
  });

  it('counts a message with many components once', () => {
    expect(counts(decoded([packet(m3ua(udt(build.manyInvokes(14))))]))).toEqual({ map: 1 });
  });
});

describe('users of SCTP', () => {
  it('reads payload protocol identifiers in the wrong byte order', () => {
    expect(shown(decoded([packet(m3ua(udt(begin())), { ppid: 0x03000000 })]))[0].get('tcapType')).toBe(0x62);
  });

  it('goes by the port without an identifier, and by the look without either', () => {
    expect(shown(decoded([packet(m3ua(udt(begin())), { ppid: 0 })]))[0].get('tcapType')).toBe(0x62);
    const elsewhere = ether(ip4(sctp([data(m3ua(udt(begin())), { ppid: 0 })], { from: 1, to: 2 })));
    expect(shown(decoded([elsewhere]))[0].get('tcapType')).toBe(0x62);
  });

  it('only counts Diameter and others', () => {
    const batch = decoded([
      packet(octets('01000014'), { ppid: 46 }),
      ether(ip4(sctp([data(octets('01000014'), { ppid: 0 })], { from: 3868, to: 5 }))),
      packet(octets('00120015'), { ppid: 18 }),
      packet(octets('ffff'), { ppid: 0 }),
      ether(ip4(sctp([octets('03 00 0004')]))),
    ]);
    expect(batch.count).toBe(0);
    expect(counts(batch)).toEqual({ diameter: 2, other: 2, sctp: 1 });
  });

  it('does not take Diameter without an identifier for an adaptation layer', () => {
    // version 1, length 272, no flags, command 257: read as a common header, class 1 and a length of 257
    const answer = joined(octets('01 000110 00 000101'), new Uint8Array(264));
    const batch = decoded([ether(ip4(sctp([data(answer, { ppid: 0 })], { from: 3868, to: 58885 })))]);
    expect([batch.count, counts(batch)]).toEqual([0, { diameter: 1 }]);
    expect(decoded([ether(ip4(sctp([data(answer, { ppid: 0 })], { from: 1, to: 2 })))]).count).toBe(0);
  });

  it('leaves a record of a chunk that cannot be read, so that its TSN counts', () => {
    const [r] = shown(decoded([packet(octets('02ff'), { tsn: 77 })]));
    expect([r.get('kind'), r.get('tsn'), r.protocol, r.fault]).toEqual([KIND_OTHER, 77, 'm3ua', 'short m3ua header']);
    expect(decoded([packet(new Uint8Array(0), { tsn: 77 })]).count).toBe(1);
  });

  it('recognises other users of MTP', () => {
    const users = [5, 0, 13].map((si, i) => packet(m3ua(octets('0102'), { si }), { tsn: i }));
    expect(shown(decoded(users)).map(r => [r.get('kind'), r.protocol])).toEqual([
      [KIND_OTHER, 'isup'],
      [KIND_OTHER, 'mtp3mg'],
      [KIND_OTHER, 'bicc'],
    ]);
  });

  it('takes an unordered chunk', () => {
    expect(shown(decoded([packet(m3ua(udt(begin())), { flags: 7 })]))[0].get('flags')).toBe(
      records.FLAG_CHUNK_START | records.FLAG_UNORDERED,
    );
  });
});

describe('SCCP', () => {
  it('sets connection-oriented messages and management aside', () => {
    const management = octets('09 00 03 05 09 02 42 01 04 43 0500 01 06 01 06 0500 00');
    const batch = decoded([packet(m3ua(octets('06 000001 00 01 02 0102'))), packet(m3ua(management))]);
    expect(shown(batch).map(r => [r.get('kind'), r.protocol])).toEqual([
      [KIND_OTHER, 'sccp'],
      [KIND_OTHER, 'sccp'],
    ]);
  });

  it('decodes what a UDTS brings back', () => {
    const [r] = shown(decoded([packet(m3ua(udt(begin(), 10, 1)))]));
    expect([r.get('kind'), r.get('sccpType'), r.get('returnCause'), r.get('tcapType')]).toEqual([
      KIND_MESSAGE,
      10,
      1,
      0x62,
    ]);
  });

  it('gives a segment out as a piece and a single one as a message', () => {
    const batch = decoded([
      packet(m3ua(build.segment(begin(), true, 1))),
      packet(m3ua(build.segment(begin(), true, 0))),
    ]);
    const [piece, whole] = shown(batch);
    expect([piece.get('kind'), piece.get('segmentReference'), piece.slot('calledGt')]).toEqual([
      KIND_SCCP_SEGMENT,
      7,
      '947107',
    ]);
    expect(batch.pieces.slice(piece.get('payloadAt'), piece.get('payloadAt') + piece.get('payloadLength'))).toEqual(
      begin(),
    );
    expect([whole.get('kind'), whole.get('tcapType')]).toEqual([KIND_MESSAGE, 0x62]);
    expect(counts(batch)).toEqual({ map: 1 });
  });

  it('finds TCAP whatever the subsystems', () => {
    const b = udt(begin());
    b[7] = 200;
    b[16] = 152;
    const [r] = shown(decoded([packet(m3ua(b))]));
    expect([r.get('calledSsn'), r.get('callingSsn'), r.get('tcapType'), r.get('kind')]).toEqual([
      200,
      152,
      0x62,
      KIND_MESSAGE,
    ]);
  });
});

describe('point codes', () => {
  afterEach(() => setPointCodes('itu'));

  it('are read in the format that the operator chose', () => {
    // SCCP over MTP3 (link type 141): SIO, label of 24 bits, then an address with ANSI coding
    const frame = {
      octets: joined(octets('83 030201 060504 1f'), octets('09 00 03 08 0d 05 c3 06 030201 05 c3 07 060504 00')),
      link: 141,
    };
    setPointCodes('ansi');
    const [r] = shown(decoded([frame]));
    expect([r.get('dpc'), r.get('opc'), r.get('calledSsn'), r.get('calledPc')]).toEqual([
      0x010203, 0x040506, 6, 0x010203,
    ]);
    setPointCodes('itu');
    const [other] = shown(decoded([frame]));
    expect(other.get('dpc')).toBe(0x0203);
  });

  it.each([
    [0, 'mtp3mg'],
    [1, 'mtp3'],
    [4, 'tup'],
    [5, 'isup'],
    [9, 'bisup'],
    [10, 'isup'],
    [12, 'aal2'],
    [13, 'bicc'],
    [15, 'mtp3'],
  ])('service indicator %i is counted as %s', (user, name) => {
    const label = octets('02 40 00 00');
    const frame = { octets: joined(Uint8Array.of(0x80 | user), label, octets('0100')), link: 141 };
    expect(shown(decoded([frame])).map(r => r.protocol)).toEqual([name]);
  });

  it('are Japanese in Protocol Data 2 of M2UA', () => {
    const m2ua = octets('01 00 06 01 00000014 0301 000b 3f 85 0201 0403 05 00');
    const [r] = shown(decoded([packet(m2ua, { ppid: 2 })]));
    expect([r.get('dpc'), r.get('opc'), r.protocol]).toEqual([0x0102, 0x0304, 'isup']);
  });
});

describe('SS7 link types', () => {
  const mtp3 = joined(octets('83'), octets('c8001900'), udt(begin()));

  it('reads MTP2 with its check octets, MTP3, SCCP', () => {
    const b = joined(octets('8182'), Uint8Array.of(Math.min(63, mtp3.length)), mtp3, octets('f00f'));
    for (const frame of [
      { octets: b, link: 140 },
      { octets: joined(octets('00 00 0001'), b), link: 139 },
      { octets: mtp3, link: 141 },
      { octets: udt(begin()), link: 142 },
    ]) {
      const [r] = shown(decoded([frame]));
      expect([r.get('tcapType'), r.get('flags'), r.get('ipVersion')]).toEqual([0x62, 0, 0]);
      expect([r.get('copyKeyA'), r.get('copyKeyB')]).toEqual([0, 0]);
    }
  });

  it('only counts fill-in units', () => {
    const batch = decoded([{ octets: octets('8182 00 f00f'), link: 140 }]);
    expect([batch.count, counts(batch)]).toEqual([0, { mtp2: 1 }]);
  });

  it('reads exported PDUs', () => {
    const names = [
      ['tcap', begin()],
      ['sccp', udt(begin())],
      ['mtp3', mtp3],
      ['m3ua', m3ua(udt(begin()))],
      ['sctp', sctp([data(m3ua(udt(begin())))])],
      ['ip', ip4(sctp([data(m3ua(udt(begin())))]))],
    ] as const;
    for (const [name, pdu] of names) {
      const value = joined(new TextEncoder().encode(name), new Uint8Array((4 - (name.length & 3)) & 3));
      const frame = joined(octets('000c 00'), Uint8Array.of(value.length), value, octets('00000000'), pdu);
      const [r] = shown(decoded([{ octets: frame, link: 252 }]));
      expect(r.get('tcapType'), name).toBe(0x62);
      expect(frame.slice(r.get('payloadAt'), r.get('payloadAt') + r.get('payloadLength')), name).toEqual(begin());
    }
  });

  it('reads components that were exported without their TCAP message', () => {
    const frame = joined(
      octets('000c 0008'),
      new TextEncoder().encode('gsm_map\0'),
      octets('00000000 a108 020101 020138 3000'),
    );
    const [r] = shown(decoded([{ octets: frame, link: 252 }]));
    expect([r.get('kind'), r.protocol, r.get('componentCount')]).toEqual([KIND_OTHER, 'map', 1]);
  });
});

describe('GTP', () => {
  const over = (payload: Uint8Array, from = 2123, to = 2123, ip: build.Ip = {}) =>
    ether(ip4(udp(payload, from, to), { protocol: 17, ...ip }));

  it('reads port 2123 on either side', () => {
    const batch = decoded([over(build.echo, 2123, 40000), over(build.echo, 40000, 2123)]);
    expect(shown(batch).map(r => [r.get('kind'), r.protocol, r.get('messageType'), r.get('sequenceNumber')])).toEqual([
      [KIND_MESSAGE, 'gtp', 1, 5],
      [KIND_MESSAGE, 'gtp', 1, 5],
    ]);
    expect(shown(batch)[0].get('payloadAt')).toBe(42);
  });

  it('numbers texts within the batch', () => {
    const batch = decoded([over(build.createPdp), over(build.echo), over(build.createPdp)]);
    expect(shown(batch).map(r => r.get('text'))).toEqual([1, 0, 1]);
    expect(batch.texts.map(text => Buffer.from(text).toString('latin1'))).toEqual(['\x08internet']);
    expect(shown(batch)[0].get('textAt')).toBe(42 + 12 + 3);
  });

  it('only counts the user plane, and leaves other ports alone', () => {
    const batch = decoded([
      over(octets('30ff 0004 00000001 45000000'), 2152, 2152),
      over(octets('30ff 0004 00000001 45000000')),
      over(build.echo, 53, 53),
    ]);
    expect([batch.count, counts(batch)]).toEqual([0, { gtp_u: 2, other: 1 }]);
  });

  it('has nothing to say of what is no GTP on its port', () => {
    const batch = decoded([over(octets('ffff ffff ffff ffff ffff'))]);
    expect(batch.count).toBe(0);
  });
});

describe('wrappings', () => {
  const inside = packet(m3ua(udt(begin())));
  const ip = ip4(sctp([data(m3ua(udt(begin())))]), { src: '0a090909' });

  it('looks into GRE, ERSPAN, VXLAN and IP in IP', () => {
    const frames = [
      ether(ip4(joined(octets('0000 0800'), ip), { protocol: 47 })),
      ether(ip4(joined(octets('1000 88be 00000001 1001000000000000'), inside), { protocol: 47 })),
      ether(ip4(udp(joined(octets('08000000 00000700'), inside), 40000, 4789), { protocol: 17 })),
      ether(ip4(udp(joined(octets('08000000 00000700'), inside), 40000, 8472), { protocol: 17 })),
      ether(ip4(udp(joined(octets('0c000001 00000700'), ip), 40000, 4790), { protocol: 17 })),
      ether(ip4(ip, { protocol: 4 })),
      ether(ip6(ip, 4), 0x86dd),
      ether(ip4(joined(octets('00065140'), ip), { protocol: 137 })),
    ];
    for (const [i, r] of shown(decoded(frames)).entries()) {
      expect([r.get('frame'), r.get('tcapType')]).toEqual([i + 1, 0x62]);
      // the inner addresses, without a rest of the outer ones
      if (r.slot('src', 4) === '0a090909') expect(r.slot('src', 16)).toBe(`0a090909${'00'.repeat(12)}`);
    }
    expect(decoded(frames).count).toBe(frames.length);
  });

  it('gives up what is wrapped too often', () => {
    let b = ip;
    for (let i = 0; i < 20; i++) b = ip4(b, { protocol: 4 });
    const batch = decoded([ether(b)]);
    expect([batch.count, faults(batch)]).toEqual([0, ['bad frame nesting depth × 1']]);
  });
});

describe('pieces', () => {
  it('gives an IP fragment out with its place', () => {
    const whole = sctp([data(m3ua(udt(begin())))]);
    const batch = decoded([
      ether(ip4(whole.slice(0, 48), { id: 7, more: true })),
      ether(ip4(whole.slice(48), { id: 7, offset: 48 })),
    ]);
    expect(
      shown(batch).map(r => [
        r.get('kind'),
        r.get('pieceIdentifier'),
        r.get('pieceOffset'),
        r.get('pieceProtocol'),
        r.get('flags'),
      ]),
    ).toEqual([
      [KIND_IP_FRAGMENT, 7, 0, 132, records.FLAG_BEGINS],
      [KIND_IP_FRAGMENT, 7, 48, 132, records.FLAG_ENDS],
    ]);
    expect(pieces(batch)).toEqual(whole);
  });

  it('leaves fragments of TCP alone', () => {
    const batch = decoded([ether(ip4(new Uint8Array(16), { protocol: 6, more: true }))]);
    expect([batch.count, counts(batch)]).toEqual([0, { other: 1 }]);
  });

  it('gives a fragmented user message out', () => {
    const whole = m3ua(udt(begin()));
    const batch = decoded([
      packet(whole.slice(0, 20), { tsn: 5, stream: 3, flags: 2 }),
      packet(whole.slice(20), { tsn: 6, stream: 3, flags: 5 }),
    ]);
    expect(
      shown(batch).map(r => [r.get('kind'), r.get('tsn'), r.get('stream'), r.get('pieceProtocol'), r.get('flags')]),
    ).toEqual([
      [KIND_SCTP_FRAGMENT, 5, 3, 3, records.FLAG_CHUNK_START | records.FLAG_BEGINS],
      [KIND_SCTP_FRAGMENT, 6, 3, 3, records.FLAG_CHUNK_START | records.FLAG_ENDS | records.FLAG_UNORDERED],
    ]);
    expect(pieces(batch)).toEqual(whole);
  });

  it('leaves fragments of other users alone', () => {
    const batch = decoded([
      packet(octets('00'), { flags: 2, ppid: 18 }),
      ether(ip4(sctp([data(octets('00'), { flags: 2, ppid: 0 })], { from: 1, to: 2 }))),
    ]);
    expect([batch.count, counts(batch)]).toEqual([0, { other: 2 }]);
  });
});

describe('what tells copies and legs', () => {
  const key = (frame: Uint8Array) => {
    const [r] = shown(decoded([frame]));
    return `${r.get('copyKeyA')} ${r.get('copyKeyB')}`;
  };
  const gtp = (ip: build.Ip) => ether(ip4(udp(build.echo), { protocol: 17, ...ip }));

  it('is the same for one packet on two ports, whatever the time to live', () => {
    expect(key(gtp({ id: 9, ttl: 64 }))).toBe(key(gtp({ id: 9, ttl: 63 })));
    expect(key(gtp({ id: 9 }))).not.toBe(key(gtp({ id: 10 })));
    expect(key(gtp({ id: 9 }))).not.toBe(key(gtp({ id: 9, src: '0a000003' })));
  });

  it('is the same for a chunk that is sent again', () => {
    const chunk = data(m3ua(udt(begin())), { tsn: 4 });
    const alone = ether(ip4(sctp([chunk]), { id: 1 }));
    const bundled = ether(ip4(sctp([chunk, data(build.management(), { tsn: 5 })]), { id: 2 }));
    expect(key(alone)).toBe(key(bundled));
    expect(key(alone)).not.toBe(key(packet(m3ua(udt(begin())), { tsn: 5 })));
    expect(key(alone)).not.toBe(key(packet(m3ua(udt(begin())), { tsn: 4, stream: 1 })));
  });

  it('knows the same TCAP octets again behind another label', () => {
    const batch = decoded([
      packet(m3ua(udt(begin()), { opc: 1 })),
      packet(m3ua(udt(begin()), { opc: 2 })),
      packet(m3ua(udt(begin(2)))),
    ]);
    const [one, two, three] = shown(batch).map(r => r.get('octetsHash'));
    expect(one).toBe(two);
    expect(one).not.toBe(three);
  });
});

describe('broken frames', () => {
  it('are counted with their first place, once a frame', () => {
    const batch = decoded([ether(octets('45')), ether(octets('45')), packet(m3ua(udt(begin())))]);
    expect(faults(batch)).toEqual(['short ip header × 2']);
    expect(batch.counts.faults[0]).toMatchObject({ frame: 1, octet: 14, says: 20, has: 1, cut: false });
    expect([batch.counts.frames, batch.count]).toEqual([3, 1]);
  });

  it('are read as far as they go where the capture cut them', () => {
    const frame = packet(m3ua(udt(begin())));
    const cut = { octets: frame.slice(0, frame.length - 6), original: frame.length };
    const batch = decoded([cut]);
    const [r] = shown(batch);
    expect([r.get('otid'), r.get('calledSsn'), r.fault]).toEqual([1, 6, 'short ip length']);
    expect(r.get('flags') & records.FLAG_SNAPPED).toBe(records.FLAG_SNAPPED);
    expect([batch.counts.snapped, batch.counts.faults[0].cut]).toEqual([1, true]);
  });

  it('name an unknown link type', () => {
    const batch = decoded([{ octets: octets('00'), link: 105 }]);
    expect([batch.count, faults(batch), counts(batch)]).toEqual([0, ['unknown frame link type × 1'], { frame: 1 }]);
  });

  it('count nothing twice in a batch without frames', () => {
    const batch = decoded([]);
    expect([batch.count, batch.counts.frames, batch.texts]).toEqual([0, 0, []]);
  });
});
