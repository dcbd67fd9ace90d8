import { gzipSync } from 'node:zlib';
import { about, noProbe, writes } from '../assumption.ts';
import type { Bench } from '../bench/bench.ts';
import type { EndedImport } from '../bench/jobs.ts';
import { failedLines, lineOf, linesOf, succeededLines } from './result-lines.ts';

/** One import of a folder with a file of each kind. */
const reading = (bench: Bench): Promise<EndedImport> =>
  bench.imported('reading', () => ({
    level: 'structure-only',
    files: {
      'plain.ndjson': linesOf(bench.patient('plain')),
      'CAPITALS.NDJSON': linesOf(bench.patient('capitals')),
      'other.json': linesOf(bench.patient('other')),
      'below/deep.ndjson': linesOf(bench.patient('deep')),
      'packed.ndjson': gzipSync(linesOf(bench.patient('packed'))),
      'wide.ndjson': Buffer.from(`\ufeff${linesOf(bench.patient('wide'))}`, 'utf16le'),
      'pretty.ndjson': JSON.stringify(bench.patient('pretty'), null, 2),
      'blanks.ndjson': `\ufeff${lineOf(bench.patient('first'))}\r\n\r\n\n${lineOf(bench.patient('last'))}\r\n`,
      'twice.ndjson': linesOf(
        bench.patient('twice', { birthDate: '2001-01-01' }),
        bench.patient('twice', { birthDate: '2002-02-02' }),
      ),
    },
  }));

export const IMPORT_READS = about('What an import reads', {
  'endings-that-are-read': [
    'Only the ending `.ndjson` in lower case is read; everything else is passed over.',
    writes('plain and below are read, capitals and others are not', async (bench) => {
      const { results } = await reading(bench);
      const isRead = (name: string): boolean => [...results.keys()].some((path) => path.includes(name));
      return isRead('plain') && isRead('deep') && !isRead('CAPITALS') && !isRead('other')
        ? 'plain and below are read, capitals and others are not'
        : ['plain', 'deep', 'CAPITALS', 'other']
            .map((name) => `${name} ${isRead(name) ? 'read' : 'not read'}`)
            .join(', ');
    }),
  ],
  'uri-without-slash': [
    'A URI without a slash at its end is the object if there is one, else the folder.',
    writes('the object 1 file, the folder 1 file', async (bench) => {
      const count = async (name: string, input: string, path: string): Promise<number | undefined> => {
        const files = { [path]: linesOf(bench.patient(name)) };
        const { properties } = await bench.imported(name, () => ({ files, input, level: 'structure-only' }));
        return properties.JobProgressReport?.TotalNumberOfImportedFiles;
      };
      const object = await count('uri-object', 'one.ndjson', 'one.ndjson');
      return `the object ${object} file, the folder ${await count('uri-folder', 'below', 'below/one.ndjson')} file`;
    }),
  ],
  'nothing-to-read': [
    'No file to read is FAILED with a message.',
    writes('FAILED with a message', async (bench) => {
      const files = { 'other.txt': linesOf(bench.patient('x')) };
      const { properties } = await bench.imported('no-ndjson', () => ({ files }));
      return `${properties.JobStatus} ${properties.Message ? 'with' : 'without'} a message`;
    }),
  ],
  'no-ndjson': [
    'A file that is no NDJSON (compressed, UTF-16, of another format, JSON over several lines) is one line of FAILURE, which says what it is.',
    writes('packed 1, wide 1, pretty 1', async (bench) => {
      const { results } = await reading(bench);
      return ['packed', 'wide', 'pretty']
        .map((name) => `${name} ${failedLines(results, name).length}`)
        .join(', ');
    }),
  ],
  'blank-lines': [
    'Blank lines are no resources; a byte order mark at the start of a file and CR before LF are no part of a line.',
    writes('2 imported, 0 failed', async (bench) => {
      const { results } = await reading(bench);
      return `${succeededLines(results, 'blanks').length} imported, ${failedLines(results, 'blanks').length} failed`;
    }),
  ],
  'one-id-twice': [
    'Two lines of one id: the later one is the newer version.',
    writes('version 2 is the later line', async (bench) => {
      await reading(bench);
      const { json } = await bench.fhir('GET', `Patient/${bench.id('twice')}`);
      return `version ${json.meta?.versionId} is the ${json.birthDate === '2002-02-02' ? 'later' : 'earlier'} line`;
    }),
  ],
  'longest-line': [
    'A line may have 164 MB; the memory of the process grows by up to six times the longest line.',
    noProbe(
      'cost',
      'so large a resource is billed as storage, and what the service does with memory is not seen',
    ),
  ],
});
