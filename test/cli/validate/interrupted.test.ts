import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { InputPart } from '../../../cli/validate/validate-input.ts';
import { validateInput } from '../../../cli/validate/validate-input.ts';
import { inputFiles } from '../../../cli/validate/input-files.ts';
import { RANGE_BYTES } from '../../../fhir/ndjson/file-range.ts';
import { LONGEST_LINE_BYTES } from '../../../fhir/ndjson/lines.ts';
import { r4Folder } from '../../../fhir/r4-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'inlet-interrupted-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('an interruption comes between two parts, even where no thread but this one judges', async () => {
  const path = join(folder, 'Patient.ndjson');
  writeFileSync(path, `${' '.repeat(1023)}\n`.repeat((3 * RANGE_BYTES) / 1024));
  const interruption = new AbortController();
  const { files } = await inputFiles([path], interruption.signal);
  const order = {
    level: 'structure-only' as const,
    longestLine: LONGEST_LINE_BYTES,
    validator: { r4Folder: await r4Folder(), packages: [], unknownProfiles: 'refuse' as const },
  };
  const parts: InputPart[] = [];
  await validateInput(files, order, interruption.signal, (part) => {
    parts.push(part);
    // As a signal does: it comes when the event loop turns.
    setImmediate(() => {
      interruption.abort();
    });
  });
  expect(parts.map(({ share }) => share)).toEqual([1 / 3]);
});
