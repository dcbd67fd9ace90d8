import { copyName } from '../../../lib/starts/index.ts';
import type { ObjectSource } from '../s3/object-source.ts';
import type { DroppedFiles } from './dropped-files.ts';
import { fileAt, indexOfFile } from './dropped-files.ts';

/** Of so many copies one is made by a call of its own; the others are there already, and each call is charged as many times the time. */
export const COPIES_ONE_OF = 10;

/**
 * The copies of a plan's files that are there before they are made: all but each tenth. A million copies would be a million calls of
 * one kind; what is looked at is how runs share them, and how often they list what they have.
 * @param plan the plan's text
 */
export function madeCopies(importId: string, plan: Buffer, files: DroppedFiles): ObjectSource {
  const prefix = `imports/${importId}/`;
  const lines = plan.toString('latin1').trimEnd().split('\n').slice(1);
  const planned = Uint32Array.from(lines, (line) => indexOfFile((JSON.parse(line) as { key: string }).key));
  return {
    prefix,
    count: planned.length - Math.ceil(planned.length / COPIES_ONE_OF),
    at(position) {
      const index = position + Math.floor(position / (COPIES_ONE_OF - 1)) + 1;
      const file = fileAt(files, planned[index] ?? 0);
      return { ...file, key: `${prefix}${copyName(index, file)}`, versionId: null };
    },
  };
}
