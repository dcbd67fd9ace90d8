import { createRequire } from 'node:module';
import * as streams from 'node:stream';
import dynalite from 'dynalite';
import { closeIterators } from './close-iterators.ts';
import { openGate } from './gate.ts';
import { extendDynalite } from './extend-dynalite.ts';
import type { RawAnswer, Request } from './in-process.ts';
import { answerOf } from './in-process.ts';

/** DynamoDB's tables: dynalite, wherever it runs. */
export interface Tables {
  /** Resolves when it has done what was asked. @throws LibraryFailure where dynalite failed meanwhile */
  answer: (request: Request) => Promise<RawAnswer>;
  close: () => Promise<void>;
}

/** Tables in the memory of this process, which end with it. */
export function tablesInMemory(): Tables {
  const load = createRequire(import.meta.url);
  closeIterators(load);
  extendDynalite(load);
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  const gate = openGate();
  return {
    answer: (request) => gate.pass(() => answerOf(streams, server, request)),
    async close() {
      await gate.close();
      // dynalite closes its store when its server closes, and its server only closes when it listened.
      await new Promise<void>((resolve, reject) => {
        server.listen(0, '127.0.0.1', () => {
          server.close((error) => {
            if (error) reject(error);
            else resolve();
          });
        });
      });
    },
  };
}
