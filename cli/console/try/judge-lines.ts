import type { Readable } from 'node:stream';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JudgedLines } from '../../../console/api/index.ts';
import type { ValidateOrder } from '../../../fhir/index.ts';
import { LONGEST_LINE_BYTES, r4Folder } from '../../../fhir/index.ts';
import { digestBuilder, inputFiles, validateInput } from '../../validate/index.ts';

/** Verdicts that are shown. */
const MOST_ISSUES = 200;

/**
 * What an import would make of lines, as `inlet validate` judges them at the level of a stage's default route. They lie in a
 * file of this user's alone while they are judged.
 */
export async function judgeLines(lines: string | Readable): Promise<JudgedLines> {
  const folder = await mkdtemp(join(tmpdir(), 'inlet-validate-'));
  const path = join(folder, 'lines.ndjson');
  try {
    await writeFile(path, lines, { mode: 0o600 });
    const { signal } = new AbortController();
    const { files } = await inputFiles([path], signal);
    const builder = digestBuilder({});
    const issues: JudgedLines['issues'] = [];
    const order: ValidateOrder = {
      level: 'structure-only',
      longestLine: LONGEST_LINE_BYTES,
      validator: {
        r4Folder: await r4Folder(),
        packages: [],
        unknownProfiles: 'refuse',
        profileVersions: 'exact',
      },
    };
    await validateInput(files, order, signal, (part) => {
      for (const { line, issues: found } of builder.add(part.file, part.range))
        for (const { diagnostics, location } of found)
          if (issues.length < MOST_ISSUES)
            issues.push({ line, path: location?.[0] ?? null, text: diagnostics });
    });
    const [counted] = builder.digest().files;
    return { lines: counted?.lines ?? 0, refused: counted?.refused ?? 0, issues };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
