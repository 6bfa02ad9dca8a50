/**
 * Which tap each input is of: inputs that are read at once are of different ones, what begins when others have ended goes on
 * with one of these. All taps of a capture may begin new files at the same moment: then the names tell which goes on with which
 * (`tap1-0001.pcap`, `tap2-0001.pcap`, then `tap2-0002.pcap`), and where they do not, the lowest number that is free.
 */
export class TapNumbers {
  /** By number: the last input of the tap, and whether it is being read. */
  private readonly last: string[] = [];
  private readonly reading: boolean[] = [];

  /** The number of an input that begins. */
  begin(name: string): number {
    let tap = -1;
    for (let n = 0; n < this.last.length; n++) {
      if (this.reading[n]) continue;
      if (tap < 0 || alike(name, this.last[n]) > alike(name, this.last[tap])) tap = n;
    }
    if (tap < 0) tap = this.last.length;
    this.last[tap] = name;
    this.reading[tap] = true;
    return tap;
  }

  /** The input of this number has ended. */
  end(tap: number): void {
    this.reading[tap] = false;
  }
}

/** Characters that two names have in common at their beginnings and ends. */
function alike(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let front = 0;
  while (front < most && a[front] === b[front]) front++;
  let back = 0;
  while (back < most - front && a[a.length - 1 - back] === b[b.length - 1 - back]) back++;
  return front + back;
}
