import type { ByteJudge } from '../bytes/byte-judge.ts';
import type { ByteTables } from '../bytes/tables.ts';
import type { Tape } from '../bytes/tape.ts';
import { ENTRY_FIELDS } from '../bytes/tape.ts';
import type { Model } from '../definitions/model.ts';
import type { InvariantRules } from '../invariants/invariant-rules.ts';
import type { Profile } from '../profiles/profile.ts';
import { createElementRows } from './element-rows.ts';
import { createPlainInvariants } from './plain-invariants.ts';
import { createPlainLinks } from './plain-links.ts';
import { createPlainProfiles } from './plain-profiles.ts';
import { createPlainSlices } from './plain-slices.ts';
import { createPlainValues } from './plain-values.ts';
import { createRecordedLine } from './recorded-line.ts';
import type { Question } from './sure.ts';
import { UNSURE, YES } from './sure.ts';

/** What a claim asks of a resource: a profile, nothing, or what takes the closer look. */
export type Claimed = Profile | 'nothing' | 'closer look';

/** What the check works with. */
export interface PlainStrictParts {
  judge: ByteJudge;
  tape: Tape;
  tables: ByteTables;
  model: Model;
  rules: InvariantRules;
  /** What the claim of a resource of a type asks of it. */
  claimed: (claim: string, type: string) => Claimed;
  profileOf: (url: string, from: Profile) => Profile | undefined;
}

/**
 * Says of lines whose structure is plainly right whether they plainly keep what strict demands beyond it: the same invariants and profiles
 * as the walk checks (validate/strict.ts), asked of the tape. No: the walk is to look.
 */
export function createPlainStrict(parts: PlainStrictParts): () => boolean {
  const { judge, tape, tables, model, rules, claimed, profileOf } = parts;
  const line = createRecordedLine(judge.bytes, tape);
  const rows = createElementRows(model, tables);
  let resource = 0;
  const asking = { line, rows, resource: (): number => resource };
  const links = createPlainLinks(line, rows);
  const invariants = createPlainInvariants(model, asking, rules);
  const values = createPlainValues(asking, links);
  const slices = createPlainSlices(asking, values);
  const profiles = createPlainProfiles({ asking, invariants, values, slices, profileOf });

  /** By type and claim. */
  const known = new Map<number, Map<string, Question>>();
  const claimOf = (type: number): Map<string, Question> => {
    const claims = known.get(type) ?? new Map<string, Question>();
    known.set(type, claims);
    return claims;
  };

  function questionOf(claim: string, row: number): Question {
    const claims = claimOf(row);
    const found = claims.get(claim);
    if (found) return found;
    const type = rows.typeAt(row);
    const of = claimed(claim, type);
    const asks: Question =
      of === 'nothing' ? () => YES : of === 'closer look' ? () => UNSURE : profiles.keeps(of, type, true);
    claims.set(claim, asks);
    return asks;
  }

  const [profile = -1] = rows.elementsOf('Meta').get('profile')?.types.keys() ?? [];
  const metaOf = new Map<number, number>();
  const metaRow = (type: number): number => {
    const [row = -1] = rows.elementsOf(rows.typeAt(type)).get('meta')?.types.keys() ?? [];
    metaOf.set(type, row);
    return row;
  };

  function isResourceRight(entry: number, type: number): boolean {
    resource = entry;
    if (!invariants.isKeptBy(entry, type)) return false;
    const meta = line.childAt(entry, metaOf.get(type) ?? metaRow(type));
    if (meta < 0) return true;
    for (let at = meta + ENTRY_FIELDS, end = line.behind(meta); at < end; at = line.behind(at)) {
      if (line.memberAt(at) !== profile) continue;
      const claim = line.textAt(at);
      if (claim === undefined || questionOf(claim, type)(entry) !== YES) return false;
    }
    return true;
  }

  return () => {
    if (!tape.isWhole() || !links.areRight(judge.local) || !invariants.areKept()) return false;
    const { resources } = tape;
    for (let at = 0; at < resources.length; at += 2)
      if (!isResourceRight(resources[at] ?? 0, resources[at + 1] ?? 0)) return false;
    return true;
  };
}
