import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { UsageError } from '../../errors/index.ts';
import type { VerifyRecord } from '../../verify/index.ts';
import { newRecord } from '../../verify/index.ts';

/**
 * The record of a run that was interrupted, to go on with; a new one where there is none, or it has ended.
 * @throws UsageError where the file is something else
 */
export function openRecord(file: string, stage: string, now: number): VerifyRecord {
  const text = textOf(file);
  if (text === undefined) return newRecord(stage, now);
  const record = parsed(text);
  if (record?.schemaVersion !== '1' || !Array.isArray(record.probes) || typeof record.runId !== 'string')
    throw new UsageError(`${file} is no record of inlet verify: name another file with --record`, {
      actual: file,
      expected: 'a record of inlet verify',
    });
  return record.stage === stage && record.endedAt === null ? (record as VerifyRecord) : newRecord(stage, now);
}

/** Writes it whole or not at all: a kill leaves the one before. */
export function saveRecord(file: string, record: VerifyRecord): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parsed(text: string): Partial<VerifyRecord> | undefined {
  try {
    return JSON.parse(text) as Partial<VerifyRecord>;
  } catch {
    return undefined;
  }
}
