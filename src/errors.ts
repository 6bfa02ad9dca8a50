/**
 * The operator's mistakes: one line, exit status 2, nothing written.
 * The text names the thing, the numbers and the place, and never an identity.
 */
export class OperatorError extends Error {
  /** Stable, for scripts: `no-such-file`, `not-a-capture`, … */
  readonly code: string;

  constructor(code: string, text: string) {
    super(text);
    this.name = 'OperatorError';
    this.code = code;
  }
}
