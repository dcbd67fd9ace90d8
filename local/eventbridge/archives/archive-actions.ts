import type { Authorize, JsonObject } from '../../ground/index.ts';
import { arnOf, constraintError } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { integerMember, textMember } from '../../http/index.ts';
import { parsePattern } from '../../event-pattern/index.ts';
import { refuseOthers } from '../rule-requests.ts';
import type { RuleBook } from '../rules.ts';
import type { Archive, Archives, ArchiveSettings } from './archives.ts';
import {
  arnMember,
  descriptionMember,
  namedPage,
  nameMember,
  needed,
  oneFilter,
  textUpTo,
  wordMember,
} from './members.ts';

const LONGEST_NAME = 48;
const LONGEST_PATTERN = 4096;
const STATES = ['ENABLED', 'DISABLED', 'CREATING', 'UPDATING', 'CREATE_FAILED', 'UPDATE_FAILED'];
/** An archive takes events from the moment it is made. */
const STATE = 'ENABLED';
const SETTINGS = ['ArchiveName', 'Description', 'EventPattern', 'RetentionDays'];

/** CreateArchive, DescribeArchive, UpdateArchive, ListArchives, DeleteArchive. What of a request this cloud does not do answers 501. */
export function archiveActions(
  book: RuleBook,
  authorize: Authorize,
  archives: Archives,
): Record<string, AwsJsonAction> {
  /** The archive that is asked about, once the caller may. */
  const asked = (action: string, input: JsonObject, caller: Parameters<Authorize>[0]): Archive => {
    const name = nameMember(input, 'ArchiveName', LONGEST_NAME);
    authorize(caller, `events:${action}`, arnOf('events', `archive/${name}`));
    return archives.find(name);
  };
  const brief = (archive: Archive) => {
    const { count, bytes } = archives.sizeOf(archive);
    return {
      ArchiveName: archive.name,
      EventSourceArn: book.bus(archive.busName).arn,
      State: STATE,
      RetentionDays: archive.retentionDays,
      SizeBytes: bytes,
      EventCount: count,
      CreationTime: archive.createdMs / 1000,
    };
  };

  return {
    CreateArchive(input, { caller }) {
      refuseOthers('CreateArchive', input, [...SETTINGS, 'EventSourceArn']);
      const name = nameMember(input, 'ArchiveName', LONGEST_NAME);
      const settings = readSettings(input);
      authorize(caller, 'events:CreateArchive', arnOf('events', `archive/${name}`));
      const { name: busName } = book.bus(needed(input, 'EventSourceArn', arnMember));
      const { arn, createdMs } = archives.make({ retentionDays: 0, ...settings, name, busName });
      return { ArchiveArn: arn, State: STATE, CreationTime: createdMs / 1000 };
    },
    DescribeArchive(input, { caller }) {
      const archive = asked('DescribeArchive', input, caller);
      return {
        ArchiveArn: archive.arn,
        ...brief(archive),
        Description: archive.description,
        EventPattern: archive.eventPattern,
      };
    },
    UpdateArchive(input, { caller }) {
      refuseOthers('UpdateArchive', input, SETTINGS);
      const settings = readSettings(input);
      const archive = asked('UpdateArchive', input, caller);
      const changedMs = archives.change(archive, settings);
      // CreationTime is the time of the update here (API reference, UpdateArchive).
      return { ArchiveArn: archive.arn, State: STATE, CreationTime: changedMs / 1000 };
    },
    ListArchives(input, { caller }) {
      authorize(caller, 'events:ListArchives', '*');
      oneFilter('ListArchives', input);
      const state = wordMember(input, 'State', STATES) ?? STATE;
      const source = arnMember(input, 'EventSourceArn');
      const busName = source === undefined ? undefined : book.bus(source).name;
      const prefix = textMember(input, 'NamePrefix') ?? '';
      const found = archives
        .list()
        .filter(({ name }) => name.startsWith(prefix) && state === STATE)
        .filter((archive) => archive.busName === (busName ?? archive.busName));
      const { page, ...next } = namedPage(found, input);
      return { Archives: page.map(brief), ...next };
    },
    DeleteArchive(input, { caller }) {
      archives.remove(asked('DeleteArchive', input, caller));
    },
  };
}

/** What of a request changes an archive. @throws AwsError */
function readSettings(input: JsonObject): Partial<ArchiveSettings> {
  const eventPattern = textUpTo(input, 'EventPattern', LONGEST_PATTERN);
  const retentionDays = integerMember(input, 'RetentionDays');
  if (retentionDays !== undefined && retentionDays < 0)
    throw constraintError('retentionDays', retentionDays, 'have value greater than or equal to 0');
  if (eventPattern !== undefined) parsePattern(eventPattern);
  return {
    ...descriptionMember(input),
    ...(eventPattern !== undefined && { eventPattern }),
    ...(retentionDays !== undefined && { retentionDays }),
  };
}
