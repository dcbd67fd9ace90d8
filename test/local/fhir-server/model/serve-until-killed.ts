// A process of its own for the test that kills it: node serve-until-killed.ts <state folder>
import { fhirBeside } from '../../healthlake/fhir-beside.ts';
import { startHealthLake } from '../../healthlake/running.ts';

const [stateFolder = ''] = process.argv.slice(2);
const running = await startHealthLake({ stateFolder, isTimeReal: true });
process.stdout.write(`${(await fhirBeside(running)).url}\n`);
