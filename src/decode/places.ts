/** Where a piece of a message stood. */
export interface Place {
  /** Number of the input. */
  readonly file: number;
  /** Frame number in it. */
  readonly frame: number;
}
