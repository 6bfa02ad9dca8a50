/** What the database says of a disk or a memory that is full, in one line for the operator. */
import { OperatorError } from '../errors.ts';

export function operatorFault(
  error: unknown,
  limits: { readonly memory: string; readonly temporary: string },
): unknown {
  if (!(error instanceof Error) || error instanceof OperatorError) return error;
  const text = error.message;
  if (/No space left on device|ENOSPC|max_temp_directory_size|Disk quota exceeded/i.test(text)) {
    return new OperatorError(
      'no-space',
      `no space left for temporary files in ${limits.temporary}: --temp names another folder`,
    );
  }
  if (/^Out of Memory/i.test(text)) {
    return new OperatorError('no-memory', `the memory limit of ${limits.memory} is too little: --memory-limit`);
  }
  return error;
}

/** The query failed for what is in the data, not for what it is. */
export function isDataFault(error: unknown): boolean {
  if (error instanceof OperatorError) return error.code === 'spark';
  return error instanceof Error && /^(Conversion|Invalid Input|IO|Out of Range) Error/i.test(error.message);
}
