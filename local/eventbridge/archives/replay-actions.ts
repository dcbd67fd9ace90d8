import type { Authorize, JsonObject } from '../../ground/index.ts';
import { arnOf } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { numberMember, objectMember, textListMember, textMember } from '../../http/index.ts';
import { invalid } from '../rule-requests.ts';
import type { RuleBook } from '../rules.ts';
import type { Archive, Archives } from './archives.ts';
import {
  arnMember,
  descriptionMember,
  namedPage,
  nameMember,
  needed,
  oneFilter,
  wordMember,
} from './members.ts';
import type { Replay, Replays } from './replays.ts';
import { REPLAY_STATES } from './replays.ts';

const LONGEST_NAME = 64;
const ARCHIVE_ARN = /^arn:aws:events:[^:]*:[^:]*:archive\/(.+)$/;
const BUS_ARN = /^arn:aws:events:[^:]*:[^:]*:event-bus\/.+$/;

/** StartReplay, DescribeReplay, ListReplays, CancelReplay. */
export function replayActions(
  book: RuleBook,
  authorize: Authorize,
  archives: Archives,
  replays: Replays,
): Record<string, AwsJsonAction> {
  const asked = (action: string, input: JsonObject, caller: Parameters<Authorize>[0]): Replay => {
    const name = nameMember(input, 'ReplayName', LONGEST_NAME);
    authorize(caller, `events:${action}`, arnOf('events', `replay/${name}`));
    return replays.find(name);
  };
  /** @throws AwsError */
  const archiveOf = (input: JsonObject): Archive => {
    const arn = needed(input, 'EventSourceArn', arnMember);
    const name = ARCHIVE_ARN.exec(arn)?.[1];
    if (name === undefined) throw notValid('EventSourceArn', 'Must contain an archive ARN.');
    const found = archives.list().find((archive) => archive.arn === arn);
    if (!found) throw notValid('EventSourceArn', `Archive ${name} does not exist.`);
    return found;
  };
  /** The rules of the bus that a destination names. @throws AwsError */
  const rulesOf = (destination: JsonObject, busName: string): { ruleArns?: string[] } => {
    const ruleArns = textListMember(destination, 'FilterArns') ?? [];
    const known = book.rulesOf(busName).map(({ arn }) => arn);
    const unknown = ruleArns.find((arn) => !known.includes(arn));
    if (unknown !== undefined)
      throw notValid('Destination.FilterArns', `Rule ${unknown} does not exist on EventBus ${busName}.`);
    return ruleArns.length === 0 ? {} : { ruleArns };
  };

  return {
    StartReplay(input, { caller }) {
      const name = nameMember(input, 'ReplayName', LONGEST_NAME);
      const arn = arnOf('events', `replay/${name}`);
      authorize(caller, 'events:StartReplay', arn);
      const destination = objectMember(input, 'Destination') ?? {};
      const busArn = needed(destination, 'Arn', textMember);
      if (!BUS_ARN.test(busArn)) throw notValid('Destination.Arn', 'Must contain an event bus ARN.');
      const bus = book.bus(busArn);
      const archive = archiveOf(input);
      authorize(caller, 'events:StartReplay', archive.arn);
      if (archive.busName !== bus.name)
        throw notValid('Destination.Arn', 'Cross event bus replay is not permitted.');
      const { fromMs, untilMs } = timesOf(input);
      const replay = replays.begin({
        ...{ name, arn, ...descriptionMember(input), fromMs, untilMs },
        ...{ archiveName: archive.name, archiveArn: archive.arn, busName: bus.name, busArn },
        ...rulesOf(destination, bus.name),
      });
      return { ReplayArn: arn, State: replay.state, ReplayStartTime: replay.startedMs / 1000 };
    },
    DescribeReplay(input, { caller }) {
      const replay = asked('DescribeReplay', input, caller);
      return {
        ReplayArn: replay.arn,
        Description: replay.description,
        Destination: { Arn: replay.busArn, FilterArns: replay.ruleArns },
        ...brief(replay),
      };
    },
    ListReplays(input, { caller }) {
      authorize(caller, 'events:ListReplays', '*');
      oneFilter('ListReplays', input);
      const state = wordMember(input, 'State', REPLAY_STATES);
      const archiveArn = textMember(input, 'EventSourceArn');
      const prefix = textMember(input, 'NamePrefix') ?? '';
      const found = replays
        .list()
        .filter((replay) => replay.name.startsWith(prefix) && replay.state === (state ?? replay.state))
        .filter((replay) => replay.archiveArn === (archiveArn ?? replay.archiveArn));
      const { page, ...next } = namedPage(found, input);
      return { Replays: page.map(brief), ...next };
    },
    CancelReplay(input, { caller }) {
      const { arn, state } = replays.cancel(asked('CancelReplay', input, caller));
      return { ReplayArn: arn, State: state };
    },
  };
}

/** Epoch milliseconds. @throws AwsError */
function timesOf(input: JsonObject): { fromMs: number; untilMs: number } {
  const at = (member: string): number => needed(input, member, numberMember) * 1000;
  const [fromMs, untilMs] = [at('EventStartTime'), at('EventEndTime')];
  if (fromMs >= untilMs) throw notValid('EventEndTime', 'EventStartTime must be before EventEndTime.');
  return { fromMs, untilMs };
}

const brief = (replay: Replay) => ({
  ReplayName: replay.name,
  EventSourceArn: replay.archiveArn,
  State: replay.state,
  StateReason: replay.stateReason,
  EventStartTime: replay.fromMs / 1000,
  EventEndTime: replay.untilMs / 1000,
  EventLastReplayedTime: replay.last && replay.last.timeMs / 1000,
  ReplayStartTime: replay.startedMs / 1000,
  ReplayEndTime: replay.endedMs === undefined ? undefined : replay.endedMs / 1000,
});

const notValid = (parameter: string, reason: string) =>
  invalid(`Parameter ${parameter} is not valid. Reason: ${reason}`);
