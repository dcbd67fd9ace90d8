import { scopeOf } from '../fhirpath/item.ts';
import type { Invariant, Model } from '../definitions/model.ts';
import type { InvariantRules } from '../invariants/invariant-rules.ts';
import { WRITTEN } from './plain-written.ts';
import type { Asked, Asking } from './paths.ts';
import { questionOf } from './questions.ts';
import type { Question } from './sure.ts';
import { UNSURE, YES, sure } from './sure.ts';

/** Rules about what is contained, and what refers to it: plain-links.ts has them. */
const OF_LINKS: ReadonlySet<string> = new Set(['ref-1', 'dom-2', 'dom-3', 'dom-4', 'dom-5']);

/** What an expression may ask beside the element itself. */
const SURROUNDINGS = /%resource|%rootResource|resolve\(/;

const NO_RULES = 1;

/** Makes questions of invariants: by a member, those of its type and those of the element itself. */
export function createPlainInvariants(model: Model, asking: Asking, rules: InvariantRules) {
  const { line, rows } = asking;
  const known = new Map<string, Question>();
  /** By a member's row: 0 where it was not met yet, `NO_RULES`, or where its questions are. */
  const numbers = new Int32Array(rows.memberCount);
  const ofMembers: (readonly Question[])[] = [[], []];
  const ofResources = new Map<number, readonly Question[]>();

  /** Whether an invariant is kept. */
  function ask(invariant: Invariant, asked: Asked): Question {
    const { key, expression } = invariant;
    const name = `${key} ${asked.type} ${asked.resource ?? ''} ${expression}`;
    const found =
      known.get(name) ?? (WRITTEN[key] ?? WRITTEN[expression])?.(asking) ?? compiled(invariant, asked);
    known.set(name, found);
    return found;
  }

  /** What cannot be checked passes. */
  function compiled(invariant: Invariant, asked: Asked): Question {
    if (rules.refusalOf(invariant) !== undefined) return () => YES;
    const asks = questionOf(invariant.expression, asked, asking);
    const isOfItself = asked.resource === undefined && !SURROUNDINGS.test(invariant.expression);
    if (!isOfItself || asked.type === 'decimal') return asks;
    return (entry) => {
      const answer = asks(entry);
      if (answer !== UNSURE || line.hasNumber(entry)) return answer;
      // What an element says of itself alone is soon read and asked as the walk does.
      const item = { value: line.valueAt(entry), type: asked.type };
      return sure(!rules.isBroken(invariant, scopeOf(item)));
    };
  }

  /** The rules of what has a type. */
  function ofType(type: string, isResource: boolean): Question[] {
    const { invariants = [], elements = [] } = model.types[type] ?? {};
    const asked = { type, resource: isResource ? type : undefined };
    const own = invariants.filter(({ key }) => !OF_LINKS.has(key)).map((each) => ask(each, asked));
    // Rules of primitives are few, and not asked here: who has one takes the closer look.
    const hasRules = elements.filter(
      (each) => each.invariants && each.types.some(({ isPrimitive }) => isPrimitive),
    );
    const isThere = hasRules.map(({ name }) =>
      questionOf(`${name.replace('[x]', '')}.empty()`, asked, asking),
    );
    return [...own, ...isThere];
  }

  function ofMember(member: number): readonly Question[] {
    const place = rows.elementAt(member);
    const type = place?.types.get(member);
    if (!place || type === undefined) return ofType('Element', false);
    const { invariants = [], types } = place.element;
    const profile = types.find((each) => each.type === type)?.profile?.invariants ?? [];
    const asked = { type, resource: undefined };
    return [...ofType(type, false), ...[...invariants, ...profile].map((each) => ask(each, asked))];
  }

  /** Whether all objects of the line keep their rules. */
  function areKept(): boolean {
    const { objects, objectCount } = line.tape;
    for (let at = 0, count = objectCount(); at < count; at++) {
      const entry = objects[at] ?? 0;
      const member = line.memberAt(entry);
      const number = numbers[member] ?? 0;
      if (number === NO_RULES) continue;
      const questions = number === 0 ? take(member) : (ofMembers[number] ?? []);
      for (const each of questions) if (each(entry) !== YES) return false;
    }
    return true;
  }

  function take(member: number): readonly Question[] {
    const questions = ofMember(member);
    numbers[member] = questions.length === 0 ? NO_RULES : ofMembers.push(questions) - 1;
    return questions;
  }

  /** Whether a resource keeps those of its type. */
  function isKeptBy(entry: number, type: number): boolean {
    let questions = ofResources.get(type);
    if (!questions) ofResources.set(type, (questions = ofType(rows.typeAt(type), true)));
    for (const each of questions) if (each(entry) !== YES) return false;
    return true;
  }

  return { areKept, isKeptBy, ask };
}

export type PlainInvariants = ReturnType<typeof createPlainInvariants>;
