import type { Output } from './parse-manifest.ts';
import { nameOfKey } from './manifest-names.ts';

/** How the files that are there compare with what is announced. */
export interface Match {
  /** Keys that are announced by name and are not there. */
  missing: string[];
  /** How many files are missing, by name or by count. */
  missingFiles: number;
  /** The keys that are named, where every output is there by its name; then what else lies there is not announced. */
  named?: Set<string>;
  /** What is announced and what is there by resource type, where files are counted. */
  types: { type: string; announced: number; present: number }[];
}

/**
 * Compares what a manifest announces with the files below its folder.
 *
 * Where each output has a name that a file to import can have, each is looked for by that name, in sub-folders too; several
 * outputs of one name are as many files. Names that say nothing (`.../files/8f1c`), that are those of compressed files, or
 * that several outputs share where no sub-folders tell them apart, cannot be looked for: there files are counted, as many
 * as there are outputs and by type, for a file of one type does not stand for one of another. A file's type is what its name
 * begins with; a file of unknown type may be any of them.
 * @param files keys of files to import below `folder`
 * @param isFileName whether a name is one of a file to import
 */
export function matchOutputs(
  folder: string,
  outputs: readonly Output[],
  files: readonly string[],
  isFileName: (name: string) => boolean,
): Match {
  const wanted = new Map<string, number>();
  for (const { name } of outputs) wanted.set(name, (wanted.get(name) ?? 0) + 1);
  const byName = Map.groupBy(files, nameOfKey);
  const named = new Set<string>();
  const missing: string[] = [];
  for (const [name, count] of wanted) {
    const there = (byName.get(nameOfKey(name)) ?? []).filter((key) =>
      isNamed(key.slice(folder.length), name),
    );
    for (const key of there) named.add(key);
    for (let at = there.length; at < count; at += 1) missing.push(`${folder}${name}`);
  }
  const isUsable = outputs.every(({ name }) => isFileName(name));
  if (isUsable && missing.length === 0) return { missing, missingFiles: 0, named, types: [] };
  const isToldApart = wanted.size === outputs.length;
  if (isUsable && isToldApart) return { missing, missingFiles: missing.length, types: [] };
  return { missing: [], ...countByType(outputs, files) };
}

const isNamed = (below: string, name: string): boolean => below === name || below.endsWith(`/${name}`);

function countByType(
  outputs: readonly Output[],
  files: readonly string[],
): Pick<Match, 'missingFiles' | 'types'> {
  const announced = new Map<string, number>();
  for (const { type } of outputs) if (type !== undefined) announced.set(type, (announced.get(type) ?? 0) + 1);
  const present = new Map<string, number>();
  for (const key of files) {
    const type = typeOfFile(key);
    if (type !== undefined && announced.has(type)) present.set(type, (present.get(type) ?? 0) + 1);
  }
  const types = [...announced].map(([type, count]) => ({
    type,
    announced: count,
    present: present.get(type) ?? 0,
  }));
  const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0);
  const short = sum(types.map((type) => Math.max(0, type.announced - type.present)));
  const over = sum(types.map((type) => Math.max(0, type.present - type.announced)));
  const unknown = files.length - sum([...present.values()]);
  const untyped = outputs.length - sum([...announced.values()]);
  return { missingFiles: Math.max(0, short + Math.max(0, untyped - over) - unknown), types };
}

/** `Patient` of `Patient.000.ndjson` and of `Patient-2.ndjson`. */
const typeOfFile = (key: string): string | undefined => /^[A-Z][A-Za-z]*/.exec(nameOfKey(key))?.[0];
