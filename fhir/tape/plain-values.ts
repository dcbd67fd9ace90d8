import type { Demand } from '../profiles/profile.ts';
import { boundsFault } from '../profiles/value-demands.ts';
import type { KnownValueSet } from '../r4/explain-binding.ts';
import { namedType } from '../r4/line-references.ts';
import { referencedType } from '../r4/references.ts';
import type { ElementRows } from './element-rows.ts';
import type { Asking } from './paths.ts';
import { someAt } from './paths.ts';
import type { PlainLinks } from './plain-links.ts';
import { writtenAs } from './recorded-line.ts';
import type { Question, Sure } from './sure.ts';
import { NO, UNSURE, YES, and, or, sure, unsure } from './sure.ts';

const SLASH = 0x2f;
const QUESTION = 0x3f;

/** Makes questions of what profiles demand of a value itself. */
export function createPlainValues({ line, rows }: Asking, links: PlainLinks) {
  const { bytes } = line;

  /** Whether any value of an element is as asked; the extensions of a primitive may be. */
  const anyIs =
    (element: ElementRows | undefined, asks: Question): Question =>
    (holder) => {
      let found: Sure = NO;
      if (element)
        someAt(line, [element], holder, (entry) => {
          found = or(found, element.types.has(line.memberAt(entry)) ? asks(entry) : UNSURE);
          return found === YES;
        });
      return found;
    };

  /** The one value of an element that is no list. */
  function childAt(holder: number, type: string, name: string): number | undefined {
    const element = rows.elementsOf(type).get(name);
    let found: number | undefined;
    if (element)
      someAt(line, [element], holder, (entry) => {
        found = entry;
        return true;
      });
    return found;
  }

  /** Whether a value has what a pattern has (profiles/value-demands.ts). */
  function fits(pattern: unknown, type: string): Question {
    if (typeof pattern === 'string' || typeof pattern === 'number' || typeof pattern === 'boolean') {
      const written = writtenAs(pattern);
      return (entry) => line.isSame(entry, written);
    }
    if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) return unsure;
    const inner = Object.entries(pattern).map(([name, each]) => member(name, each, type));
    return (entry) => inner.reduce<Sure>((found, each) => (found === NO ? NO : and(found, each(entry))), YES);
  }

  function member(name: string, pattern: unknown, type: string): Question {
    const element = rows.elementsOf(type).get(name);
    const [of = ''] = element?.types.values() ?? [];
    if (!element || element.types.size > 1 || Array.isArray(pattern) !== element.element.isList)
      return unsure;
    const items = (Array.isArray(pattern) ? pattern : [pattern]).map((each) =>
      anyIs(element, fits(each, of)),
    );
    return (entry) => items.reduce<Sure>((found, each) => and(found, each(entry)), YES);
  }

  /** Whether a value is another one exactly: of objects it is only known that they are not. */
  function isSame(fixed: unknown, type: string): Question {
    const asks = fits(fixed, type);
    return typeof fixed === 'object' ? (entry) => and(asks(entry), UNSURE) : asks;
  }

  /** Whether a value is in a value set: a code, a coding, or one of a concept's. */
  function isInSet({ codes }: KnownValueSet, type: string): Question {
    const texts = new Set(Object.values(codes).flat());
    const pairs = new Map(Object.entries(codes).map(([system, known]) => [system, new Set(known)]));
    const coding =
      (of: string): Question =>
      (entry) => {
        const [system, code] = [childAt(entry, of, 'system'), childAt(entry, of, 'code')];
        if (system === undefined || code === undefined) return NO;
        const [systemText, codeText] = [line.textAt(system), line.textAt(code)];
        if (systemText === undefined || codeText === undefined) return UNSURE;
        return sure(pairs.get(systemText)?.has(codeText) ?? false);
      };
    if (type === 'CodeableConcept') return anyIs(rows.elementsOf(type).get('coding'), coding('Coding'));
    if (rows.elementsOf(type).has('code')) return coding(type);
    if (rows.elementsOf(type).size > 0) return unsure;
    return (entry) => {
      const text = line.textAt(entry);
      return text === undefined ? UNSURE : sure(texts.has(text));
    };
  }

  /** The type that a Reference is to, or names; '' where it says none, undefined where that is not told here. */
  function targetOf(entry: number): string | undefined {
    const [reference, named] = [
      childAt(entry, 'Reference', 'reference'),
      childAt(entry, 'Reference', 'type'),
    ];
    const text = reference === undefined ? '' : line.textAt(reference);
    if (text === undefined) return undefined;
    if (text.startsWith('#')) return links.typeOfContained(text.slice(1));
    const isInBundle = line.tape.resources.length > 2 && text.includes(':');
    const entryType = isInBundle ? links.typeOfEntry(text) : '';
    if (entryType !== '') return entryType;
    const to = text === '' ? '' : (referencedType(text) ?? '');
    if (to !== '' || named === undefined) return to;
    const type = line.textAt(named);
    return type === undefined ? undefined : namedType(type);
  }

  /** Whether a Reference is to one of some types, as far as it says. */
  function isTo(targets: readonly string[]): Question {
    const names = targets.map((each) => Buffer.from(each));
    const isNamed = (start: number): boolean =>
      names.some((name) => {
        for (let at = 0; at < name.length; at++) if (bytes[start + at] !== name[at]) return false;
        const c = bytes[start + name.length];
        return c === SLASH || c === QUESTION;
      });
    return (entry) => {
      const reference = childAt(entry, 'Reference', 'reference');
      if (reference !== undefined && isNamed(line.startAt(reference) + 1)) return YES;
      const to = targetOf(entry);
      return to === undefined ? UNSURE : sure(to === '' || targets.includes(to));
    };
  }

  /** What a demand asks of a value of a type, without what is in it. */
  function asksOf(demand: Demand, type: string): Question[] {
    const { fixed, pattern, codes, targets, least, most, maxLength } = demand;
    const isBounded = least !== undefined || most !== undefined || maxLength !== undefined;
    const hasElements = rows.elementsOf(type).size > 0;
    return [
      ...(fixed === undefined ? [] : [isSame(fixed, type)]),
      ...(pattern === undefined ? [] : [fits(pattern, type)]),
      ...(codes ? [isInSet(codes, type)] : []),
      ...(targets && mayRefer(type) ? [type === 'Reference' ? isTo(targets) : unsure] : []),
      ...(isBounded
        ? [
            hasElements
              ? unsure
              : (entry: number): Sure => sure(boundsFault(demand, line.valueAt(entry)) === undefined),
          ]
        : []),
    ];
  }

  /** Whether values of a type have what targets are looked for in. */
  const mayRefer = (type: string): boolean =>
    ['reference', 'type'].some((name) => rows.elementsOf(type).has(name));

  return { anyIs, fits, isSame, isInSet, targetOf, asksOf };
}

export type PlainValues = ReturnType<typeof createPlainValues>;
