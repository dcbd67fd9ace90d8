import { fstatSync } from 'node:fs';
import type { FileToValidate, ValidatedPart, ValidatorPool } from '../../fhir/index.ts';
import { fileRefusal, validatedFiles } from '../../fhir/index.ts';
import type { InputFile } from './input-files.ts';

/** An open file, and the one it is of. */
interface OpenInput extends FileToValidate {
  of: InputFile;
}

/** Parts that are judged or wait for it while another one is told of. */
const AHEAD = 16;

/** Judges files and tells of their parts in their order (judged-parts.ts). */
export const judgeFiles = (
  files: readonly InputFile[],
  judging: ValidatorPool,
): AsyncGenerator<ValidatedPart<OpenInput>, void> => validatedFiles(opened(files), judging, AHEAD);

function* opened(files: readonly InputFile[]): Generator<OpenInput> {
  for (const of of files) {
    const file = of.open();
    yield { of, file, size: fstatSync(file).size, from: 0, refusal: fileRefusal(file) };
  }
}
