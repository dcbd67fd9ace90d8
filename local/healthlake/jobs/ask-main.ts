import type { MessagePort } from 'node:worker_threads';

/** Asks the main thread, which alone speaks to S3; it answers each question once, in order. */
export const askMain = <Answer>(main: MessagePort, question: object): Promise<Answer> =>
  new Promise((resolve) => {
    main.once('message', resolve);
    main.postMessage(question);
  });
