import type { JudgeOrder, JudgeRequest } from './validate-on-request.ts';
import { judgeOnRequest } from './validate-on-request.ts';
import type { WorkerTask } from './run-worker.ts';
import { takeOrders } from './run-worker.ts';

/** Judges for an import's thread: each request that comes by the port to it is answered once, in the order they come. */
async function judgeForImport({ order, partners: [importer] }: WorkerTask<JudgeOrder>): Promise<void> {
  if (!importer) throw new Error('A judging thread works for an importing one.');
  const judge = judgeOnRequest(order);
  importer.on('message', (request: JudgeRequest) => {
    const judged = judge(request);
    importer.postMessage(judged, 'memory' in judged ? [judged.memory.buffer] : []);
  });
  await new Promise((resolve) => importer.once('close', resolve));
}

takeOrders(judgeForImport);
