/**
 * Tasks done by several threads, in any order; the answers stand in the order of the tasks, so that how many threads there
 * are shows in the time alone.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Clustering } from './kmeans.ts';
import { type Ground, type Task, work } from './tasks.ts';

/** The compiled worker beside this file, or the one of the build where this file runs from its source. */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./worker.js', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../dist/src/clusters/worker.js', import.meta.url));
}

/** Values below which starting a thread takes longer than the work. */
const SMALL = 20_000;

export class Threads {
  readonly #ground: Ground;
  readonly #workers: Worker[] = [];

  constructor(ground: Ground, count: number) {
    this.#ground = ground;
    if (count < 2 || ground.all.values.length < SMALL) return;
    for (let i = 0; i < count; i++) this.#workers.push(new Worker(workerFile(), { workerData: ground }));
  }

  /** `one` is called as each is done. */
  async run(tasks: readonly Task[], one: () => void = () => undefined): Promise<Clustering[]> {
    if (this.#workers.length === 0) {
      const answers: Clustering[] = [];
      for (const task of tasks) {
        answers.push(work(this.#ground, task));
        one();
        // Signals are heard between two tasks.
        await new Promise(resolve => setImmediate(resolve));
      }
      return answers;
    }
    const answers = new Array<Clustering>(tasks.length);
    let next = 0;
    const each = async (worker: Worker): Promise<void> => {
      while (next < tasks.length) {
        const number = next++;
        answers[number] = await ask(worker, tasks[number]);
        one();
      }
    };
    await Promise.all(this.#workers.map(each));
    return answers;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(worker => worker.terminate()));
  }
}

function ask(worker: Worker, task: Task): Promise<Clustering> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      worker.off('message', answered);
      worker.off('error', failed);
      worker.off('exit', left);
    };
    const answered = (answer: Clustering): void => {
      done();
      resolve(answer);
    };
    const failed = (error: unknown): void => {
      done();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const left = (code: number): void => failed(new Error(`a thread of the search ended with ${code}`));
    worker.on('message', answered);
    worker.on('error', failed);
    worker.on('exit', left);
    worker.postMessage(task);
  });
}
