import { ENTRY_FIELDS } from '../bytes/tape.ts';
import type { ElementRows } from './element-rows.ts';
import type { Asking } from './paths.ts';
import { someAt } from './paths.ts';
import { questionOf } from './questions.ts';
import type { RecordedLine } from './recorded-line.ts';
import type { Question, Sure } from './sure.ts';
import { NO, UNSURE, YES, sure } from './sure.ts';

/**
 * Invariants that are written by hand: of extensions, as the walk has it (invariants/written-invariants.ts), and those whose FHIRPath
 * looks for what is there twice; by key, or by expression. They say yes, or that the walk is to look.
 */
export const WRITTEN: Readonly<Record<string, ((asking: Asking) => Question) | undefined>> = {
  'ext-1': (asking) => {
    const asked = { type: 'Extension', resource: undefined };
    const [extension, value] = ['extension', 'value'].map((name) =>
      questionOf(`${name}.exists()`, asked, asking),
    );
    return (entry) => sure(extension?.(entry) !== value?.(entry));
  },
  /** No entries of the same fullUrl and version. */
  'bdl-7': (asking) => {
    const { line } = asking;
    const entries = values('Bundle', ['entry'], asking);
    const urls = values('Bundle.entry', ['fullUrl'], asking);
    const resources = values('Bundle.entry', ['resource'], asking);
    const versions = versionsOf(asking);
    return (bundle) => {
      const names = entries(bundle).flatMap((entry) => {
        const [url] = urls(entry);
        const [version] = resources(entry).flatMap(versions);
        const [text, versionText] = [url, version].map((each) =>
          each === undefined ? '' : line.textAt(each),
        );
        const isTold = text !== undefined && versionText !== undefined;
        return url === undefined ? [] : isTold ? text + versionText : undefined;
      });
      return areDistinct(names);
    };
  },
  /** No component of the code of the observation itself, where that has a value. */
  'obs-7': (asking) => {
    const asked = { type: 'Observation', resource: 'Observation' };
    const hasNone = questionOf('value.empty() or component.empty()', asked, asking);
    const codes = values('Observation', ['code', 'coding', 'code'], asking);
    const inner = values('Observation', ['component', 'code', 'coding', 'code'], asking);
    const [own, others] = [
      questionOf('code.coding.all(code.exists())', asked, asking),
      questionOf('component.all(code.coding.all(code.exists()))', asked, asking),
    ];
    return (entry) => {
      if (hasNone(entry) === YES) return YES;
      if (own(entry) !== YES || others(entry) !== YES) return UNSURE;
      const ofComponents = inner(entry);
      const isOther = codes(entry).every((code) =>
        ofComponents.every((each) => asking.line.areSame(code, each) === NO),
      );
      return isOther ? YES : UNSURE;
    };
  },
  /** No linkId that is there twice, in items of any depth. */
  'que-2': distinctLinkIds('Questionnaire.item'),
  /** The same of answers: of more items than the rule asks (Structured Data Capture, sdcqr-2). */
  '(QuestionnaireResponse|repeat(answer|item)).select(item.where(answer.value.exists()).linkId.isDistinct()).allTrue()':
    distinctLinkIds('QuestionnaireResponse.item'),
};

function distinctLinkIds(type: string): (asking: Asking) => Question {
  return (asking) => {
    const [row = -1] = asking.rows.elementsOf(type).get('linkId')?.types.keys() ?? [];
    return (entry) => {
      const ids: number[] = [];
      for (let at = entry; at < asking.line.behind(entry); at += ENTRY_FIELDS)
        if (asking.line.memberAt(at) === row) ids.push(at);
      return areDistinct(ids.map((id) => asking.line.textAt(id)));
    };
  };
}

/** The versionId of a resource of any type. */
function versionsOf({ rows, line }: Asking): (resource: number) => number[] {
  const meta = new Map<number, string>();
  for (const type of rows.typeNames)
    for (const [row, of] of rows.elementsOf(type).get('meta')?.types ?? [])
      if (of === 'Meta') meta.set(row, of);
  const step = {
    element: NO_ELEMENT,
    types: meta,
    all: [...meta.keys()],
    extensions: -1,
    isPrimitive: false,
  };
  const version = rows.elementsOf('Meta').get('versionId') ?? step;
  return (resource) => entriesAt(line, [step, version], resource);
}

const NO_ELEMENT = { name: 'meta', min: 0, isList: false, types: [] };

/** The entries that names lead to. */
function values(type: string, names: readonly string[], { line, rows }: Asking): (from: number) => number[] {
  let at = type;
  const steps = names.flatMap((name) => {
    const step = rows.elementsOf(at).get(name) ?? [];
    if ('types' in step) at = [...step.types.values()][0] ?? '';
    return step;
  });
  return (from) => entriesAt(line, steps, from);
}

function entriesAt(line: RecordedLine, steps: readonly ElementRows[], from: number): number[] {
  const found: number[] = [];
  someAt(line, steps, from, (entry) => {
    found.push(entry);
    return false;
  });
  return found;
}

function areDistinct(texts: readonly (string | undefined)[]): Sure {
  return !texts.includes(undefined) && new Set(texts).size === texts.length ? YES : UNSURE;
}
