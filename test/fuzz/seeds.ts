/**
 * What mutations start from: every protocol's messages out of the made captures and, where it is there, out of shared
 * material (read while running, never kept), and messages built by hand.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { frameEntry } from '../../src/capture/batch.ts';
import { openCaptures } from '../../src/capture/open.ts';
import * as build from './build.ts';
import { hex, open, tlv } from './build.ts';
import * as parse from './parse.ts';
import { type Node, nodesOf, raw, writeTree } from './tree.ts';

/** A tree and where it came from. */
export interface Seed {
  readonly root: Node;
  /** Link type, of a whole frame. */
  readonly link: number;
}

export interface Frame {
  readonly octets: Uint8Array;
  readonly link: number;
}

/** Frames of a capture, `most` at most. */
export async function framesOf(file: string, most: number): Promise<Frame[]> {
  const source = await openCaptures([file]);
  const frames: Frame[] = [];
  for await (const batch of source.batches()) {
    const u32 = new Uint32Array(batch.index);
    const u16 = new Uint16Array(batch.index);
    const data = new Uint8Array(batch.data);
    for (let i = 0; i < batch.count && frames.length < most; i++) {
      const at = u32[(i * frameEntry.stride) / 4 + frameEntry.at.at];
      const n = u32[(i * frameEntry.stride) / 4 + frameEntry.at.length];
      frames.push({ octets: data.slice(at, at + n), link: u16[(i * frameEntry.stride) / 2 + frameEntry.at.link] });
    }
    if (frames.length >= most) break;
  }
  return frames;
}

const imsi = hex('21436587092143f5');

/** TCAP messages (Q.773 §3.1) with every part that their reader has, in usual and in odd forms. */
function tcapMessages(): Uint8Array[] {
  const context = (ac: number, version: number): Uint8Array => tlv(0xa1, tlv(6, hex('04000001 00'), [ac, version]));
  const dialogue = (apdu: Uint8Array): Uint8Array =>
    tlv(0x6b, tlv(0x28, tlv(6, hex('00118605010101')), tlv(0xa0, apdu)));
  const mapOpen = tlv(
    0x28,
    tlv(6, hex('04000001010101')),
    tlv(0xa0, tlv(0xa0, tlv(0x80, [0x96], imsi), tlv(0x81, hex('912143')))),
  );
  const aarq = dialogue(tlv(0x60, tlv(0x80, hex('0780')), context(1, 3), tlv(0xbe, mapOpen)));
  const bare = dialogue(tlv(0x60, tlv(0x80, hex('0780'))));
  const aare = dialogue(
    tlv(0x61, tlv(0x80, hex('0780')), context(1, 3), tlv(0xa2, tlv(2, [1])), tlv(0xa3, tlv(0xa1, tlv(2, [2])))),
  );
  const refused = dialogue(
    tlv(
      0x61,
      context(14, 3),
      tlv(0xa2, tlv(2, [1])),
      tlv(0xa3, tlv(0xa2, tlv(2, [1]))),
      tlv(0xbe, tlv(0x28, tlv(6, hex('04000001010101')), tlv(0xa0, tlv(0xa3, tlv(0x0a, [0]))))),
    ),
  );
  const abort = dialogue(
    tlv(0x64, tlv(0x80, [1]), tlv(0xbe, tlv(0x28, tlv(0xa0, tlv(0xa4, tlv(0xa1, hex('0a0101'))))))),
  );
  const otid = tlv(0x48, hex('fedcba98'));
  const dtid = tlv(0x49, hex('0102'));
  const invoke = (op: number, ...argument: Uint8Array[]): Uint8Array =>
    tlv(0xa1, tlv(2, [1]), tlv(2, [op]), ...argument);
  const ul = invoke(
    2,
    tlv(
      0x30,
      tlv(4, imsi),
      tlv(0x81, hex('91214365')),
      tlv(4, hex('91436587')),
      tlv(0xad, tlv(0x80, hex('5325476901234567'))),
    ),
  );
  const sai = invoke(56, tlv(0x30, tlv(0x80, imsi), tlv(2, [5]), tlv(0x83, [1]), tlv(0x84, hex('12f345'))));
  const isd = invoke(
    7,
    tlv(0x30, tlv(0x80, imsi), tlv(0x81, hex('91214365f7')), tlv(0xa4, tlv(4, [0x11]), tlv(4, [0x21]))),
  );
  const result = tlv(0xa2, tlv(2, [1]), tlv(0x30, tlv(2, [2]), tlv(0x30, tlv(4, hex('9121436587f9')))));
  const error = (code: number, ...parameter: Uint8Array[]): Uint8Array =>
    tlv(0xa3, tlv(2, [1]), tlv(2, [code]), ...parameter);
  const reject = tlv(0xa4, tlv(5), tlv(0x81, [2]));
  const many = tlv(0x6c, ...Array.from({ length: 20 }, () => isd));
  return [
    tlv(0x62, otid, aarq, tlv(0x6c, ul)),
    tlv(0x62, otid, bare, tlv(0x6c, sai)),
    tlv(0x62, otid, tlv(0x6c, invoke(9, tlv(0x30, tlv(0x80, imsi), tlv(0xa1, tlv(0x0a, [1])))))),
    tlv(0x65, otid, dtid, aare, tlv(0x6c, isd, result)),
    tlv(0x65, otid, dtid, many),
    tlv(0x64, dtid, refused),
    tlv(0x64, dtid, tlv(0x6c, error(8, tlv(0x30, tlv(0x0a, [0]))), reject)),
    tlv(0x64, dtid, tlv(0x6c, error(6, tlv(0xa3, tlv(2, [1]), tlv(0x81, imsi))), error(34, tlv(0x0a, [4])))),
    tlv(0x67, dtid, abort),
    tlv(0x67, dtid, tlv(0x4a, [3])),
    tlv(0x61, tlv(0x6c, invoke(59))),
    open(
      0x62,
      otid,
      open(0x6b, open(0x28, tlv(6, hex('00118605010101')), open(0xa0, open(0x60, context(20, 3))))),
      open(0x6c, open(0xa1, tlv(2, [1]), tlv(2, [2]), open(0x30, tlv(4, imsi)))),
    ),
    tlv(0x62, tlv(0x48, [1]), dialogue(tlv(0x60, tlv(0xa1, tlv(6, hex('04000001153201'))))), tlv(0x6c, capInitial())),
    tlv(0x62, tlv(0x48, [1]), dialogue(tlv(0x60, tlv(0xa1, tlv(6, hex('0400010100'))))), tlv(0x6c, capInitial())),
  ];
}

/** initialDP (TS 29.078 §6.1.1): service key, called and calling number, IMSI [50]. */
function capInitial(): Uint8Array {
  const argument = tlv(
    0x30,
    tlv(0x80, [5]),
    tlv(0x82, hex('83902143')),
    tlv(0x83, hex('8313214365')),
    tlv([0x9f, 0x32], imsi),
    tlv([0xbf, 0x35], tlv(0x83, hex('91214365'))),
  );
  return tlv(0xa1, tlv(2, [1]), tlv(2, [0]), argument);
}

/** T1.114.3: a query and a response with TIA-41 registration notification, and an abort. */
function ansiMessages(): Uint8Array[] {
  const invoke = tlv(
    0xe9,
    tlv(0xcf, [1]),
    tlv(0xd1, hex('090d')),
    tlv(0xf2, tlv(0x88, hex('2143658709')), tlv([0x9f, 0x81, 0x00], [1])),
  );
  return [
    tlv(0xe2, tlv(0xc7, hex('01020304')), tlv(0xe8, invoke)),
    tlv(0xe4, tlv(0xc7, hex('01020304')), tlv(0xe8, tlv(0xea, tlv(0xcf, [1]), tlv(0xf2)))),
    tlv(
      0xe5,
      tlv(0xc7, hex('0102030405060708')),
      tlv(
        0xe8,
        tlv(0xeb, tlv(0xcf, [1]), tlv(0xd4, [0x81]), tlv(0xf2)),
        tlv(0xec, tlv(0xcf, [1]), tlv(0xd5, hex('0102'))),
      ),
    ),
    tlv(0xf6, tlv(0xc7, hex('01020304')), tlv(0xd7, [2])),
    open(0xe2, tlv(0xc7, hex('01020304')), open(0xe8, open(0xe9, tlv(0xcf, [1]), tlv(0xd0, hex('0101'))))),
  ];
}

function gtpMessages(): Uint8Array[] {
  const e = build.element;
  const create = [
    e(2, imsi),
    e(3, hex('12f345000102')),
    e(14, hex('07')),
    e(15, hex('fd')),
    e(16, hex('11111111')),
    e(17, hex('22222222')),
    e(20, hex('05')),
    e(20, hex('06')),
    e(26, hex('0800')),
    e(128, hex('f121')),
    e(131, hex('08696e7465726e6574')),
    e(132, hex('8000')),
    e(133, hex('c0000201')),
    e(133, hex('c0000202')),
    e(134, hex('91214365f7')),
    e(135, hex('0b921f7396fefe742bffff004a00')),
    e(137, hex('21')),
    e(141, hex('0102')),
    e(151, hex('01')),
    e(152, hex('0012f34500010203')),
    e(153, hex('4001')),
    e(154, hex('5325476901234567')),
    e(255, hex('000a00')),
  ];
  return [
    build.gtp(16, ...create),
    build.gtp(
      17,
      e(1, hex('80')),
      e(8, hex('fe')),
      e(14, hex('01')),
      e(16, hex('33333333')),
      e(17, hex('44444444')),
      e(127, hex('00000001')),
      e(128, hex('f121c0000264')),
      e(128, hex('f18dc000026420010db8000000000000000000000001')),
      e(133, hex('20010db8000000000000000000000001')),
    ),
    build.gtp(18, e(3, hex('12f345000102')), e(20, hex('05')), e(135, hex('0b921f'))),
    build.gtp(20, e(19, hex('ff')), e(20, hex('05'))),
    build.gtp(21, e(1, hex('80'))),
    build.gtp(26, e(16, hex('11111111')), e(133, hex('c0000201'))),
    build.gtp(1),
    build.gtp(2, e(14, hex('09'))),
    build.gtp(51, e(1, hex('80')), e(18, hex('0501020304')), e(130, hex('00')), e(147, hex('9121436587'))),
    // E and PN flags with two extension headers
    hex('36 10 0012 01020304 0001 00 c0 01 0000 c1 01 0102 00 0e 05 14 05 01 80'),
    // GTPv0 create (GSM 09.60), GTP' echo and record transfer (TS 32.295), GTPv2 create session (TS 29.274)
    hex('1e 10 0004 0001 ffff ff ffffff 21436587092143f5 0e 01 0f fc'),
    hex('4e 01 0000 0001'),
    hex('4f f0 0006 0002 7e 01 fc 0002 0102'),
    hex('0f 01 0000 0003'),
    hex('48 20 0016 00000000 000001 00 01 0008 00 21436587092143f5 03 0001 00 07'),
    // End marker and a G-PDU on the control port
    hex('30 fe 0000 00000001'),
    hex('30 ff 0004 00000001 45000004'),
  ];
}

/** Frames around the given TCAP and GTP messages, in every wrapping. */
function builtFrames(tcap: Uint8Array, gtp: Uint8Array): Frame[] {
  const sccp = build.udt(tcap);
  const unit = build.mtp3(sccp);
  const { m3ua, sctp, dataChunk, ip4, ip6, ethernet, udp, exported } = build;
  const packet = sctp(build.sack, dataChunk(m3ua(sccp)), dataChunk(build.management(4, 1), { tsn: 101 }));
  const half = sccp.length >> 1;
  const message = m3ua(sccp);
  const frames: [number, Uint8Array][] = [
    [1, ethernet(ip4(packet, 132))],
    [1, ethernet(ip4(udp(gtp, 2123), 17))],
    [1, ethernet(ip6(udp(gtp, 2123), 17), 0x86dd)],
    [1, ethernet(ip6(build.join([60, 0, 1, 4, 0, 0, 0, 0], [132, 0, 1, 4, 0, 0, 0, 0], packet), 0), 0x86dd)],
    [1, ethernet(ip6(build.join([132, 0, 0, 1, 0, 0, 0, 9], packet.slice(0, 32)), 44), 0x86dd)],
    [1, ethernet(ip4(packet.slice(0, 32), 132, { more: true }))],
    [1, ethernet(ip4(packet.slice(32), 132, { offset: 32 }))],
    [
      1,
      ethernet(
        ip4(
          sctp(dataChunk(message.slice(0, half), { flags: 2 }), dataChunk(message.slice(half), { flags: 1, tsn: 101 })),
          132,
        ),
      ),
    ],
    [
      1,
      ethernet(
        ip4(
          sctp(build.iDataChunk(message.slice(0, half), 2, 7, 3), build.iDataChunk(message.slice(half), 1, 8, 1)),
          132,
        ),
      ),
    ],
    [
      1,
      ethernet(
        ip4(
          sctp(
            dataChunk(build.m2ua(unit), { ppid: 2 }),
            dataChunk(build.m2pa(unit), { ppid: 5 }),
            dataChunk(build.sua(tcap), { ppid: 4 }),
          ),
          132,
        ),
      ),
    ],
    [1, ethernet(ip4(sctp(dataChunk(m3ua(sccp), { ppid: 0x03000000 }), dataChunk(m3ua(sccp), { ppid: 0 })), 132))],
    [1, ethernet(build.join(hex('0064 8100 0065 0800'), ip4(packet, 132)), 0x88a8)],
    [1, ethernet(build.join(hex('00010140'), ip4(packet, 132)), 0x8847)],
    [1, ethernet(build.join(hex('1100 0001'), [0, 2 + 40], hex('0021'), ip4(udp(gtp, 2123), 17)), 0x8864)],
    [1, ethernet(ip4(build.join(hex('0000 0800'), ip4(packet, 132)), 47))],
    [1, ethernet(ip4(build.join(hex('1000 88be 00000001 1001000100000000'), ethernet(ip4(packet, 132))), 47))],
    [
      1,
      ethernet(
        ip4(
          build.join(hex('1000 22eb 00000001 20010001 00000000 00000001 0000000000000000'), ethernet(ip4(packet, 132))),
          47,
        ),
      ),
    ],
    [1, ethernet(ip4(udp(build.join(hex('0800000000002a00'), ethernet(ip4(packet, 132))), 4789), 17))],
    [1, ethernet(ip4(udp(build.join(hex('0c00000100002a00'), ip4(packet, 132)), 4790), 17))],
    [1, ethernet(ip4(ip4(packet, 132), 4))],
    [9, build.join(hex('ff030021'), ip4(packet, 132))],
    [50, build.join(hex('0f000800'), ip4(packet, 132))],
    [0, build.join(hex('02000000'), ip4(packet, 132))],
    [101, ip4(packet, 132)],
    [113, build.join(hex('0000 0001 0006 020000000001 0000 0800'), ip4(packet, 132))],
    [276, build.join(hex('0800 0000 00000001 0001 00 06 0200000000010000'), ip4(packet, 132))],
    [139, build.join(hex('00000000'), build.mtp2(unit))],
    [139, build.join(hex('00010000 1122 3344'), [unit.length & 0xff, unit.length >> 8], unit)],
    [140, build.mtp2(unit)],
    [140, hex('123400')],
    [140, hex('1234010b')],
    [141, unit],
    [141, hex('85 01408010 0102 01 00 00 0a 02 00 08 10 00')],
    [142, sccp],
    [142, build.xudt(tcap.slice(0, 40), true, 1)],
    [142, build.xudt(tcap.slice(40), false, 0)],
    [142, build.ludt(tcap)],
    [142, build.udt(tcap, 10)],
    [142, build.ludt(tcap, 20)],
    [142, hex('01 000001 02 02 06 04 4206 0108 00')],
    [252, exported('tcap', tcap)],
    [252, exported('gtp', gtp)],
    [252, exported('mtp3', unit)],
    [
      252,
      build.join(
        hex('000e0013 6d7470332e736572766963655f696e64696361746f7200'.replace('0013', '0018')),
        hex('0020000400000003'),
        hex('00000000'),
        sccp,
      ),
    ],
    [
      252,
      build.join(
        hex(
          '0014 0004 c0000201 0015 0004 c0000202 0016 0010 20010db8000000000000000000000001 0019 0004 0000084b 001a 0004 0000084b 001c 000c 000003e9 0000 0000 00000000 001d 000c 000003ea 0000 0000 00000000 000c 0004 67747000 0000 0000',
        ),
        gtp,
      ),
    ],
  ];
  return frames.map(([link, octets]) => ({ link, octets }));
}

/** Folder of shared material, or undefined. */
export function sharedFolder(): string | undefined {
  const folder = process.env.SIGPROBE_SHARED;
  return folder !== undefined && existsSync(folder) ? folder : undefined;
}

function capturesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(pcap|pcapng|cap)$/.test(name))
    .sort()
    .map(name => path(folder, name));
}

/** Byte vectors by what they are said to be: `{ guess, hex }` of every file. */
function vectorsUnder(folder: string): { guess: string; octets: Uint8Array }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .flatMap(name => JSON.parse(readFileSync(path(folder, name), 'utf8')) as { guess?: string; hex?: string }[])
    .filter(one => typeof one.hex === 'string' && one.hex.length >= 4 && one.hex.length <= 2400)
    .map(one => ({ guess: one.guess ?? '', octets: hex(one.hex as string) }));
}

const MOST_SEEDS = 400;

/** Trees by the protocol that begins at their root. */
export class Seeds {
  readonly #by = new Map<string, Seed[]>();
  readonly #shapes = new Set<string>();
  readonly #room = new Uint8Array(1 << 18);

  of(protocol: string): readonly Seed[] {
    return this.#by.get(protocol) ?? [];
  }

  get protocols(): readonly string[] {
    return [...this.#by.keys()];
  }

  /** A tree, and every protocol inside it; trees of a shape that is known are left out. */
  add(root: Node, link: number): void {
    for (const node of nodesOf(root)) {
      if (node.protocol === '') continue;
      const list = this.#by.get(node.protocol) ?? [];
      if (list.length === 0) this.#by.set(node.protocol, list);
      const end = writeTree(node, this.#room, 0, this.#room.length);
      const shape = `${node.protocol}:${node === root ? link : ''}:${shapeOf(node)}`;
      if (list.length >= MOST_SEEDS || end > 4096 || this.#shapes.has(shape)) continue;
      this.#shapes.add(shape);
      list.push({ root: node, link: node === root ? link : -1 });
    }
  }
}

/** Heads and lengths, roughly: what makes a message another one for a decoder. */
function shapeOf(root: Node): string {
  return nodesOf(root)
    .map(node => `${node.kind}${node.head[0] ?? ''}.${node.head[1] ?? ''}.${Math.min(node.body.length, 9)}`)
    .join();
}

const MADE = [
  'sai',
  'ul-success',
  'ul-reject',
  'ul-gprs',
  'cl',
  'aborts',
  'bundled',
  'timeouts',
  'pdp-lifecycle',
  'pdp-rejects',
  'first-look',
];

/** Paths of the made captures. */
export function madeCaptures(root: string): string[] {
  return MADE.map(name => path(root, 'captures', name, 'capture.pcap')).filter(existsSync);
}

/** All seeds. `root` is the checkout; `shared` the folder of shared material where there is one. */
export async function allSeeds(root: string, shared: string | undefined): Promise<Seeds> {
  const seeds = new Seeds();
  const tcaps = tcapMessages();
  const gtps = gtpMessages();
  for (const octets of tcaps) seeds.add(parse.parseTcap(octets), -1);
  seeds.add(parse.parseTcap(build.tlv(0x62, tlv(0x48, [1]), tlv(0x6c, capInitial())), 'tcap', 'cap'), -1);
  seeds.add(parse.parseTcap(build.tlv(0x62, tlv(0x48, [2]), tlv(0x6c, capInitial())), 'tcap', 'inap'), -1);
  for (const octets of ansiMessages()) seeds.add(parse.parseTcap(octets, 'ansi_tcap', 'ansi_map'), -1);
  for (const octets of gtps) seeds.add(parse.parseGtp(octets), -1);
  for (let i = 0; i < tcaps.length; i++) {
    for (const { octets, link } of builtFrames(tcaps[i], gtps[i % gtps.length]))
      seeds.add(parse.parseFrame(octets, link), link);
    const sccp = build.udt(tcaps[i]);
    seeds.add(parse.parseXua(build.m2uaJapan(sccp), 'm2ua'), -1);
    for (const layer of ['m3ua', 'm2ua', 'm2pa', 'sua']) seeds.add(parse.parseXua(build.management(3, 1), layer), -1);
  }
  for (const file of madeCaptures(root)) {
    for (const { octets, link } of await framesOf(file, 1500)) seeds.add(parse.parseFrame(octets, link), link);
  }
  if (shared !== undefined) {
    for (const file of capturesUnder(path(shared, 'captures'))) {
      try {
        for (const { octets, link } of await framesOf(file, 200)) seeds.add(parse.parseFrame(octets, link), link);
      } catch {
        // a file that is no capture is no seed
      }
    }
    for (const { guess, octets } of vectorsUnder(path(shared, 'vectors'))) {
      const known = [0x61, 0x62, 0x64, 0x65, 0x67].includes(octets[0]);
      if (known) seeds.add(parse.parseTcap(octets), -1);
      else if (/gtp/i.test(guess) || octets[0] >> 4 === 3) seeds.add(parse.parseGtp(octets), -1);
      else if (octets[0] === 1 && octets[1] === 0 && octets.length >= 8) seeds.add(parse.parseXua(octets, 'm3ua'), -1);
      else if (octets[0] === 9 || octets[0] === 17) seeds.add(parse.parseSccp(octets), -1);
      else seeds.add(raw(new Uint8Array(0), parse.parseBer(octets), 'map'), -1);
    }
  }
  return seeds;
}
