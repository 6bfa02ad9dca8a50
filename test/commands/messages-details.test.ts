/** `sigprobe messages --details`: what the components carry. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { saved, scratchFolder, sigprobe } from './tool.ts';

const folder = scratchFolder();
const committed = (name: string): string =>
  fileURLToPath(new URL(`../../captures/${name}/capture.pcap`, import.meta.url));

interface Component {
  readonly operation?: string;
  readonly error?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

async function components(path: string, ...args: string[]): Promise<Component[]> {
  const { status, stdout, stderr } = await sigprobe(['messages', path, ...args]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout
    .trimEnd()
    .split('\n')
    .flatMap(line => (JSON.parse(line) as { components?: Component[] }).components ?? []);
}

/**
 * A capture of one TCAP message as an exported PDU (link type 252): a Begin without a
 * dialogue portion, processUnstructuredSS-Request with the string `*88#`.
 */
function ussd(): string {
  const message = Buffer.from(
    [
      '62 1b 48 04 0000000a 6c 13 a1 11', // Begin, otid, component portion, invoke
      '02 01 01 02 01 3b', // invoke id 1, operation 59
      '30 09 04 01 0f 04 04 2a1c6e04', // data coding scheme 15: GSM 7 bit, four septets
    ]
      .join('')
      .replaceAll(' ', ''),
    'hex',
  );
  const tags = Buffer.from('000c00047463617000000000', 'hex');
  const octets = Buffer.concat([tags, message]);
  const head = Buffer.alloc(40);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(65535, 16);
  head.writeUInt32LE(252, 20);
  head.writeUInt32LE(1_700_000_000, 24);
  head.writeUInt32LE(octets.length, 32);
  head.writeUInt32LE(octets.length, 36);
  return saved(folder, 'ussd.pcap', Buffer.concat([head, octets]));
}

describe('messages --details', () => {
  it('has parameters by their names in the standard, and none where nothing was asked', async () => {
    const path = committed('ul-success');
    const [first] = await components(path, '--details');
    expect(first).toMatchObject({
      operation: 'updateLocation',
      parameters: {
        imsi: expect.stringMatching(/^\d{14,15}$/),
        'vlr-Number': { nature: 'international', plan: 'isdn' },
      },
    });
    expect((await components(path)).filter(one => one.parameters !== undefined)).toEqual([]);
  });

  it('has the parameters of results joined from segments, keys left out', async () => {
    const all = JSON.stringify(await components(committed('sai'), '--details'));
    expect(all).toMatch(/"(quintupletList|tripletList)":\d/);
    // random numbers and keys have 16 octets each
    expect(all).not.toMatch(/[0-9a-f]{32}/);
  });

  it('shows the text of USSD only where asked for', async () => {
    const path = ussd();
    const [without] = await components(path, '--details');
    expect(without.parameters).toEqual({
      'ussd-DataCodingScheme': 15,
      'ussd-String': { octets: 4, alphabet: 'GSM 7 bit' },
    });
    const [shown] = await components(path, '--details', '--with-text');
    expect(shown.parameters).toMatchObject({ 'ussd-String': { text: '*88#' } });
  });

  it('refuses --with-text alone', async () => {
    const { status, stderr } = await sigprobe(['messages', committed('sai'), '--with-text']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'sigprobe: --with-text needs --details\n' });
  });
});
