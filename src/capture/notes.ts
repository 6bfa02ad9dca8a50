/** Notes of what readers met and went on from: bounded, whatever the input holds. */
import type { CaptureNote } from './batch.ts';

/** Notes listed a file; what more there is, is counted. */
export const MOST_NOTES = 50;

/** The notes of one file, written to the list that all files share. */
export class FileNotes {
  readonly #list: CaptureNote[];
  readonly #file: string;
  readonly #label: string;
  #listed = 0;
  #unlisted = 0;

  /** `file` as given; `label` is how a person is told of it. */
  constructor(list: CaptureNote[], file: string, label: string) {
    this.#list = list;
    this.#file = file;
    this.#label = label;
  }

  /** `what` is said without file and place; they are added. */
  add(code: string, frame: number, octet: number, what: string): void {
    if (this.#listed === MOST_NOTES) {
      this.#unlisted++;
      return;
    }
    this.#listed++;
    this.#push(code, frame, octet, what);
  }

  /** At the end of the file. */
  end(frame: number, octet: number): void {
    if (this.#unlisted > 0) this.#push('more-faults', frame, octet, `${this.#unlisted} more faults not listed`);
    this.#unlisted = 0;
  }

  #push(code: string, frame: number, octet: number, what: string): void {
    const text = `${this.#label}: ${what} (after frame ${frame}, octet ${octet})`;
    this.#list.push({ code, file: this.#file, frame, octet, text });
  }
}
