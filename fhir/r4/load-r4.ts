import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { explainer as createExplainer } from './explain.ts';
import { explainer } from './explain.ts';
import type { ByteJudge } from '../bytes/byte-judge.ts';
import { createByteJudge } from '../bytes/byte-judge.ts';
import type { ByteTables } from '../bytes/tables.ts';
import { readTables } from '../bytes/tables.ts';
import type { Tape } from '../bytes/tape.ts';
import { createTape } from '../bytes/tape.ts';
import { decodedCheck } from '../bytes/decoded.ts';
import type { CoreDefinitions, Model } from '../definitions/model.ts';

/** The files that are generated from the definitions of R4, in one folder. */
export const FILES = {
  /** The tables of the byte judge. */
  tables: 'tables.bin',
  model: 'model.json',
  core: 'core.json',
  /** The search parameters. */
  search: 'search.json',
} as const;

/** What checks resources against R4. */
export interface R4 {
  judge: ByteJudge;
  /** One that writes a tape of each line, for what `strict` demands beyond structure. */
  recording: { judge: ByteJudge; tape: Tape; tables: ByteTables };
  explain: ReturnType<typeof createExplainer>;
  model: () => Model;
  /** R4's own profiles and value sets. */
  core: () => CoreDefinitions;
}

let loaded: { folder: string; r4: R4 } | undefined;

/**
 * Loads the generated files, once, and each judge when it is first used: V8 makes the best code for one that is alone in its thread. The
 * model, which only a line that is not plainly right needs, and `strict`, is read then.
 */
export function loadR4(folder: string): R4 {
  if (loaded?.folder !== folder) loaded = { folder, r4: readR4(folder) };
  return loaded.r4;
}

function readR4(folder: string): R4 {
  let explain: R4['explain'] | undefined;
  let model: Model | undefined;
  let core: CoreDefinitions | undefined;
  let tables: ByteTables | undefined;
  let judge: ByteJudge | undefined;
  let recording: R4['recording'] | undefined;
  const loadTables = (): ByteTables => (tables ??= readTables(readFileSync(join(folder, FILES.tables))));
  const readJson = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const loadModel = (): Model => (model ??= readJson(FILES.model) as Model);
  return {
    get judge() {
      return (judge ??= createByteJudge(loadTables(), decodedCheck));
    },
    get recording() {
      return (recording ??= createRecording(loadTables()));
    },
    model: loadModel,
    core: () => (core ??= readJson(FILES.core) as CoreDefinitions),
    explain(resource, source) {
      explain ??= explainer(loadModel());
      return explain(resource, source);
    },
  };
}

function createRecording(tables: ByteTables): R4['recording'] {
  const tape = createTape();
  return { judge: createByteJudge(tables, decodedCheck, tape), tape, tables };
}
