import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LONGEST_LINE_BYTES, r4Folder } from '../../fhir/index.ts';
import { digestBuilder, inputFiles, validateInput } from '../validate/index.ts';

/** Verdicts that are shown. */
const MOST_ISSUES = 200;

/** What an import would make of lines, as `inlet validate` judges them at the level of a stage's default route. */
export interface JudgedText {
  lines: number;
  refused: number;
  issues: { line: number; path: string | null; text: string }[];
}

export async function validateText(text: string): Promise<JudgedText> {
  const folder = await mkdtemp(join(tmpdir(), 'inlet-validate-'));
  const path = join(folder, 'lines.ndjson');
  try {
    await writeFile(path, text, { mode: 0o600 });
    const { signal } = new AbortController();
    const { files } = await inputFiles([path], signal);
    const builder = digestBuilder({});
    const issues: JudgedText['issues'] = [];
    const order = {
      level: 'structure-only',
      longestLine: LONGEST_LINE_BYTES,
      validator: {
        r4Folder: await r4Folder(),
        packages: [],
        unknownProfiles: 'refuse',
        profileVersions: 'exact',
      },
    } as const;
    await validateInput(
      files,
      { ...order, validator: { ...order.validator, packages: [] } },
      signal,
      (part) => {
        for (const { line, issues: found } of builder.add(part.file, part.range))
          for (const { diagnostics, location } of found)
            if (issues.length < MOST_ISSUES)
              issues.push({ line, path: location?.[0] ?? null, text: diagnostics });
      },
    );
    const [counted] = builder.digest().files;
    return { lines: counted?.lines ?? 0, refused: counted?.refused ?? 0, issues };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
