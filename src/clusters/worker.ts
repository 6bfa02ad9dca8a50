/** A thread of the search: takes tasks one by one, answers each. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Ground, type Task, work } from './tasks.ts';

const ground = workerData as Ground;

parentPort?.on('message', (task: Task) => {
  parentPort?.postMessage(work(ground, task));
});
