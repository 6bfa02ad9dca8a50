/** Where tshark 4.0 and sigprobe differ on other people's captures, and the clause that shows who is right. */
export interface Difference {
  readonly capture: string;
  readonly frame: number;
  readonly value: string;
  readonly why: string;
}

const SEGMENT =
  'Q.714 §4.1.1.2: a segment with fewer remaining that comes before the first one; tshark decodes it alone, here the ' +
  'message stands at the frame that completes it';

export const DIFFERENCES: readonly Difference[] = [
  ...[18, 33, 47].flatMap(frame =>
    ['called', 'calling', 'called_ssn', 'calling_ssn'].map(value => ({
      capture: 'pcapr_dump.pcap',
      frame,
      value,
      why: SEGMENT,
    })),
  ),
];
