import './require-node.mjs';
import importTypeScript from './import-typescript.cjs';

/**
 * Fuzzes the validator and the local cloud: `npm run fuzz -- <lines> <seed> <requests>`; a million lines and a hundred thousand
 * requests of the hour's seed without. Requests go to a cloud of this process, on loopback.
 */
const [lines = '1000000', seed = String(Math.floor(Date.now() / 3_600_000)), requests = '100000'] =
  process.argv.slice(2);
await fuzzRequests();
await fuzzLines();

async function fuzzRequests() {
  const { startLocalCloud } = await importTypeScript('local/boot/index.ts');
  const { packageStage } = await importTypeScript('tools/build/index.ts');
  const { fuzzRequests: fuzz } = await importTypeScript('test/local/fuzz/fuzz-requests.ts');
  const { folder } = await packageStage({ stage: 'local' });
  const cloud = await startLocalCloud({ packageFolder: folder, port: 0, minuteMs: 60_000 });
  const troubles = [];
  cloud.onTrouble((text) => troubles.push(text));
  try {
    const [{ datastoreId }] = (await cloud.state()).datastores;
    console.log(`${requests} requests to every service, seed ${seed}`);
    const port = Number(new URL(cloud.url).port);
    const statuses = await fuzz({ port, datastoreId }, Number(requests), Number(seed));
    if (troubles.length > 0) throw new Error('the cloud had trouble');
    const counts = [...statuses].sort().map(([status, count]) => `${count} of ${status}`);
    console.log(`each got a whole answer: ${counts.join(', ')}`);
  } catch (error) {
    console.error(troubles.join('\n'));
    throw error;
  } finally {
    await cloud.close();
  }
}

async function fuzzLines() {
  const { loadR4, openValidator, r4Folder } = await importTypeScript('fhir/index.ts');
  const { fuzzValidator } = await importTypeScript('test/fhir/fuzz-validator.ts');
  const folder = await r4Folder();
  const validator = openValidator({ r4Folder: folder, packages: [], unknownProfiles: 'refuse' });
  console.log(`${lines} mutated lines, seed ${seed}`);
  const { refused, slowest } = fuzzValidator(loadR4(folder), validator, Number(lines), Number(seed));
  console.log(`each got an answer: ${refused} refused; the slowest took ${slowest.toFixed(1)} ms`);
}
