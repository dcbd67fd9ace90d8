/** The local S3 as a process: `node s3-process.ts <state folder> <commit|nothing>` prints its URL. For kill tests. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import { createClock } from '../../../local/ground/clock.ts';
import { createS3 } from '../../../local/s3/s3.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';

const [stateFolder = '', dieIn = 'nothing'] = process.argv.slice(2);
const s3 = createS3({
  database: openDatabase(stateFolder, 'cloud.sqlite'),
  folder: join(stateFolder, 's3'),
  clock: createClock(),
  authorize: () => undefined,
  onObjectCreated() {
    if (dieIn === 'commit') process.kill(process.pid, 'SIGKILL');
  },
});
s3.declareBucket({ name: 'plain', versioned: false, eventBridge: true });
const server = createServer((request, response) => {
  void s3.service(request, response, { caller: ACCOUNT, requestId: 'request' });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}\n`);
});
