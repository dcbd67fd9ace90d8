import type { WorkerTask } from './run-worker.ts';
import { runWorker } from './run-worker.ts';
import type { ValidateOrder, ValidateRequest } from './validate-on-request.ts';
import { validateOnRequest } from './validate-on-request.ts';

/** Validates for one other thread: each request on the port to it is answered once, in the order they come. */
async function validateForPeer({ order, peerPorts: [peer] }: WorkerTask<ValidateOrder>): Promise<void> {
  if (!peer) throw new Error('A validating thread needs a port to the thread it works for.');
  const validate = validateOnRequest(order);
  peer.on('message', (request: ValidateRequest) => {
    const answer = validate(request);
    peer.postMessage(answer, 'memory' in answer ? [answer.memory.buffer] : []);
  });
  await new Promise((resolve) => peer.once('close', resolve));
}

runWorker(validateForPeer);
