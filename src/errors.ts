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

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'a file of that name is there',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'input/output error',
};

/** Why the operating system refused, in words. */
export function systemReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  return WHY[code] ?? (code || 'unknown reason');
}
