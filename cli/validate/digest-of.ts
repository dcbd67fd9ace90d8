import type { Unchecked, ValidateOrder } from '../../fhir/index.ts';
import { createScreen } from '../terminal/index.ts';
import type { Digest } from './digest.ts';
import { digestBuilder } from './digest.ts';
import type { InputFile } from './input-files.ts';
import type { InputPart } from './validate-input.ts';
import { validateInput } from './validate-input.ts';
import { validationProgress } from './validation-progress.ts';

/** Validates all input, or what comes before an interruption; with `isJson`, writes lines of JSON meanwhile. */
export async function digestOf(
  files: readonly InputFile[],
  order: ValidateOrder,
  signal: AbortSignal,
  { isJson, showData }: { isJson: boolean; showData: boolean },
): Promise<{ digest: Digest; unchecked: Unchecked }> {
  const screen = createScreen(process.stderr);
  const progress = validationProgress(screen, files);
  const builder = digestBuilder({ showData });
  let unchecked: Unchecked = { valueSets: [], rules: [], profiles: [] };
  try {
    const use = (part: InputPart): void => {
      const { file, range } = part;
      for (const { line, fate, issues } of builder.add(file, range))
        if (isJson)
          console.log(JSON.stringify({ file: file.name, line, refused: fate === 'refused', issue: issues }));
      unchecked = merged(unchecked, range.unchecked);
      progress.validated(part);
    };
    await validateInput(files, order, signal, use, progress.unpacking);
  } finally {
    screen.status(undefined);
  }
  return { digest: builder.digest(), unchecked };
}

/** What any thread could not check. */
function merged(one: Unchecked, other: Unchecked | undefined): Unchecked {
  if (!other) return one;
  const union = (member: keyof Unchecked): string[] =>
    [...new Set([...one[member], ...other[member]])].sort();
  return { valueSets: union('valueSets'), rules: union('rules'), profiles: union('profiles') };
}
