import type { Authorize } from '../ground/index.ts';
import { AwsError, arnOf, notImplemented } from '../ground/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { textMember } from '../http/index.ts';
import type { Archives } from './archives/archives.ts';
import { invalid } from './rule-requests.ts';
import type { RuleBook } from './rules.ts';
import { DEFAULT_BUS } from './rules.ts';
import type { RuntimeBuses } from './runtime-buses.ts';

/** API reference, CreateEventBus. Names with "/" are those of partners. */
const BUS_NAME = /^[\w.-]{1,256}$/;
const LONGEST_DESCRIPTION = 512;

/** CreateEventBus and DeleteEventBus. What of a request this cloud does not do answers 501. */
export function busActions(
  book: RuleBook,
  authorize: Authorize,
  buses: RuntimeBuses,
  archives: Pick<Archives, 'list'>,
): Record<string, AwsJsonAction> {
  const find = (name: string) => book.buses().find((bus) => bus.name === name);
  return {
    CreateEventBus(input, { caller }) {
      const other = Object.keys(input).find((member) => member !== 'Name' && member !== 'Description');
      if (other !== undefined) throw notImplemented(`${other} of CreateEventBus`);
      const name = textMember(input, 'Name') ?? '';
      if (!BUS_NAME.test(name))
        throw invalid('Name must be 1 to 256 of the characters A-Z, a-z, 0-9, ".", "-" and "_".');
      const description = textMember(input, 'Description');
      if ((description?.length ?? 0) > LONGEST_DESCRIPTION)
        throw invalid(`Description is longer than ${LONGEST_DESCRIPTION} characters.`);
      const arn = arnOf('events', `event-bus/${name}`);
      authorize(caller, 'events:CreateEventBus', arn);
      if (find(name))
        throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
      buses.make({ name, arn, ...(description !== undefined && { description }) });
      return { EventBusArn: arn, Description: description };
    },
    DeleteEventBus(input, { caller }) {
      const name = textMember(input, 'Name') ?? '';
      authorize(caller, 'events:DeleteEventBus', arnOf('events', `event-bus/${name}`));
      if (name === DEFAULT_BUS.name) throw invalid('Cannot delete event bus default.');
      // Its errors have none for a bus that is not there (API reference, DeleteEventBus).
      if (!find(name)) return;
      if (book.rulesOf(name).length > 0)
        throw invalid(`Event bus ${name} can't be deleted since it has rules.`);
      if (archives.list().some(({ busName }) => busName === name))
        throw invalid(`Event bus ${name} can't be deleted since it has archives.`);
      buses.remove(name);
    },
  };
}
