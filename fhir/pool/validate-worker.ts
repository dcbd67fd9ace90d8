import type { ValidateOrder, ValidateRequest } from './validate-on-request.ts';
import { validateOnRequest } from './validate-on-request.ts';
import type { WorkerTask } from './run-worker.ts';
import { runWorker } from './run-worker.ts';

/** Judges for an import's thread: each request that comes by the port to it is answered once, in the order they come. */
async function validateForPeer({ order, partners: [importer] }: WorkerTask<ValidateOrder>): Promise<void> {
  if (!importer) throw new Error('A judging thread works for an importing one.');
  const judge = validateOnRequest(order);
  importer.on('message', (request: ValidateRequest) => {
    const judged = judge(request);
    importer.postMessage(judged, 'memory' in judged ? [judged.memory.buffer] : []);
  });
  await new Promise((resolve) => importer.once('close', resolve));
}

runWorker(validateForPeer);
