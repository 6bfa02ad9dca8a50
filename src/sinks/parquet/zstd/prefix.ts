/**
 * Prefix codes for zstd's literals (RFC 8878 §4.2.1): how many bits each octet gets, from how often it comes, at most
 * LONGEST, and the codes in the order that the format asks for.
 */
export const LONGEST = 11;

const counts = new Float64Array(256);
const queue = new Int32Array(256);
/** Of the tree: leaves first, then joined nodes, in the order in which they were made. */
const weights = new Float64Array(512);
const parents = new Int32Array(512);
const depths = new Int32Array(512);

/** Bits of each octet's code; 0 where it does not come. */
export const bits = new Uint8Array(256);
/** Each octet's code above four bits that say how long it is. */
export const codes = new Int32Array(256);

/** Makes the codes of octets that come `histogram[octet]` times: at least two different ones. Gives the longest code's bits. */
export function makeCodes(histogram: Int32Array): number {
  for (let i = 0; i < 256; i++) counts[i] = histogram[i];
  let longest = lengths();
  while (longest > LONGEST) {
    // Flatter, and none of them becomes 0: in the end all are alike, and 256 alike take 8 bits.
    for (let i = 0; i < 256; i++) if (counts[i] > 0) counts[i] = Math.ceil(counts[i] / 4);
    longest = lengths();
  }
  const next = new Int32Array(LONGEST + 1);
  const of = new Int32Array(LONGEST + 2);
  for (let i = 0; i < 256; i++) if (bits[i] > 0) of[bits[i]]++;
  // The longest codes begin at 0; within a length the octets' order.
  let first = 0;
  for (let length = longest; length > 0; length--) {
    next[length] = first;
    first = (first + of[length]) >> 1;
  }
  for (let i = 0; i < 256; i++) codes[i] = bits[i] === 0 ? 0 : (next[bits[i]]++ << 4) | bits[i];
  return longest;
}

/** Huffman's tree by two queues: leaves by their counts, joined nodes as they are made. Gives its depth. */
function lengths(): number {
  let leaves = 0;
  for (let i = 0; i < 256; i++) if (counts[i] > 0) queue[leaves++] = i;
  queue.subarray(0, leaves).sort((a, b) => counts[a] - counts[b] || a - b);
  for (let i = 0; i < leaves; i++) weights[i] = counts[queue[i]];
  let leaf = 0;
  let joined = leaves;
  const last = 2 * leaves - 2;
  for (let made = leaves; made <= last; made++) {
    let sum = 0;
    for (let k = 0; k < 2; k++) {
      const takeLeaf = leaf < leaves && (joined >= made || weights[leaf] <= weights[joined]);
      const node = takeLeaf ? leaf++ : joined++;
      sum += weights[node];
      parents[node] = made;
    }
    weights[made] = sum;
  }
  depths[last] = 0;
  let longest = 0;
  bits.fill(0);
  for (let node = last - 1; node >= 0; node--) {
    depths[node] = depths[parents[node]] + 1;
    if (node >= leaves) continue;
    bits[queue[node]] = Math.min(depths[node], 255);
    longest = Math.max(longest, depths[node]);
  }
  return longest;
}
