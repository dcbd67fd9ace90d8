import type { FaultForm, Faults } from '../ground/index.ts';
import { faultList, faultsOf, resolveName, positions, text, wholeNumber } from '../ground/index.ts';
import type { EventEnvelope } from './envelope.ts';
import type { RuleBook, Target } from './rules.ts';

/** Which events: those of a source, of a detail-type, of both, or all. */
interface EventChoice {
  source?: string | undefined;
  detailType?: string | undefined;
}

/** The next deliveries of events to targets of rules go wrong. */
export interface DeliveryFault extends EventChoice {
  target?: string | undefined;
  times: number;
}

/** The next calls of PutEvents are answered as failed in part. */
export interface EntryFault extends EventChoice {
  entries?: readonly number[] | undefined;
  times: number;
}

const CHOICE = {
  source: text("The event's `source`; a schedule's is `aws.events`."),
  detailType: text("The event's `detail-type`."),
};

const deliveryForm = (name: string, example: Partial<DeliveryFault>): FaultForm<DeliveryFault> => ({
  name,
  members: {
    ...CHOICE,
    target: text(
      'The queue or function that a rule sends to, by its name or the end of it: `arrivals` for `inlet-local-arrivals`.',
    ),
    times: wholeNumber(
      1,
      'How many deliveries; an event that several targets get is delivered to each of them.',
      1,
    ),
  },
  example,
});

export const LOSE = deliveryForm('events.lose', { source: 'aws.healthlake', target: 'poll-jobs', times: 3 });
export const DOUBLE = deliveryForm('events.double', { detailType: 'Object Created', target: 'arrivals' });
export const FAIL_ENTRIES: FaultForm<EntryFault> = {
  name: 'events.failEntries',
  members: {
    ...CHOICE,
    entries: positions('Which entries of a call, counted from 0.'),
    times: wholeNumber(1, 'How many calls; one without such an entry does not count.', 1),
  },
  example: { source: 'inlet', entries: [0, 2] },
};

export interface EventFaults {
  faults: Faults;
  /** How many times a matched event goes to a target: 0 is lost, 2 doubled. Uses up what was asked for. */
  copies: (event: EventEnvelope, target: Pick<Target, 'arn'>) => number;
  /** The positions of the entries of one PutEvents call that are to fail. Uses up what was asked for. */
  failingEntries: (entries: readonly EventChoice[]) => ReadonlySet<number>;
}

/** @param book whose rules' targets may be named */
export function createEventFaults(book: Pick<RuleBook, 'buses' | 'rulesOf'>): EventFaults {
  const targetNames = (): string[] => {
    const targets = book.buses().flatMap(({ name }) => book.rulesOf(name).flatMap((rule) => rule.targets));
    return [...new Set(targets.map(({ arn }) => nameIn(arn)))];
  };
  const resolve = (fault: DeliveryFault): DeliveryFault =>
    fault.target === undefined
      ? fault
      : { ...fault, target: resolveName('target', targetNames(), fault.target) };
  const lose = faultList(LOSE, resolve);
  const double = faultList(DOUBLE, resolve);
  const failEntries = faultList(FAIL_ENTRIES);

  return {
    faults: faultsOf('events', { lose, double, failEntries }),
    copies(event, { arn }) {
      const sent = { source: event.source, detailType: event['detail-type'] };
      const fits = (fault: DeliveryFault): boolean =>
        isChosen(fault, sent) && (fault.target ?? nameIn(arn)) === nameIn(arn);
      if (lose.take(fits)) return 0;
      return double.take(fits) ? 2 : 1;
    },
    failingEntries(entries) {
      const failing = (fault: EntryFault): number[] =>
        entries.flatMap((entry, index) =>
          isChosen(fault, entry) && (fault.entries?.includes(index) ?? true) ? [index] : [],
        );
      const due = failEntries.take((fault) => failing(fault).length > 0);
      return new Set(due ? failing(due) : []);
    },
  };
}

const isChosen = (choice: EventChoice, { source, detailType }: EventChoice): boolean =>
  (choice.source ?? source) === source && (choice.detailType ?? detailType) === detailType;

/** A queue's or function's name, without the function's qualifier. */
const nameIn = (arn: string): string => {
  const [, , service, , , first = '', second = ''] = arn.split(':');
  return service === 'lambda' ? second : first;
};
