import type { AwsJsonAction } from '../../http/index.ts';
import { textMember } from '../../http/index.ts';
import type { LogStream } from '../log-groups.ts';
import type { LogsApi } from './requests.ts';
import {
  authorizedGroup,
  authorizedStream,
  groupArn,
  invalid,
  pageOf,
  refuseMembers,
  streamArn,
} from './requests.ts';

/** API reference, DescribeLogGroups and DescribeLogStreams. */
const LONGEST_PAGE = 50;

/** CreateLogGroup, DescribeLogGroups, DeleteLogGroup, and the same of streams. */
export function groupActions(api: LogsApi): Record<string, AwsJsonAction> {
  return {
    CreateLogGroup(input, { caller }) {
      const group = authorizedGroup(api, caller, 'CreateLogGroup', input);
      refuseMembers('CreateLogGroup', input, 'kmsKeyId', 'tags', 'deletionProtectionEnabled');
      if ((input.logGroupClass ?? 'STANDARD') !== 'STANDARD')
        refuseMembers('CreateLogGroup', input, 'logGroupClass');
      api.groups.create(group);
    },
    DeleteLogGroup(input, { caller }) {
      api.groups.remove(authorizedGroup(api, caller, 'DeleteLogGroup', input));
    },
    DescribeLogGroups(input, { caller }) {
      api.authorize(caller, 'logs:DescribeLogGroups', groupArn('*'));
      refuseMembers(
        'DescribeLogGroups',
        input,
        'accountIdentifiers',
        'includeLinkedAccounts',
        'logGroupIdentifiers',
      );
      const prefix = textMember(input, 'logGroupNamePrefix') ?? '';
      const pattern = textMember(input, 'logGroupNamePattern') ?? '';
      if (prefix !== '' && pattern !== '')
        throw invalid('only one of logGroupNamePrefix and logGroupNamePattern may be there');
      const found = api.groups
        .list()
        .filter(({ name }) => name.startsWith(prefix) && name.includes(pattern))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { page, ...next } = pageOf(found, input, LONGEST_PAGE);
      return {
        logGroups: page.map(({ name, createdMs }) => ({
          logGroupName: name,
          creationTime: createdMs,
          arn: `${groupArn(name)}:*`,
          logGroupArn: groupArn(name),
          logGroupClass: 'STANDARD',
          metricFilterCount: 0,
          storedBytes: 0,
        })),
        ...next,
      };
    },
    CreateLogStream(input, { caller }) {
      const { group, stream } = authorizedStream(api, caller, 'CreateLogStream', input);
      api.groups.existing(group);
      api.groups.createStream(group, stream);
    },
    DeleteLogStream(input, { caller }) {
      const { group, stream } = authorizedStream(api, caller, 'DeleteLogStream', input);
      api.groups.existing(group);
      api.groups.removeStream(group, stream);
    },
    DescribeLogStreams(input, { caller }) {
      const group = authorizedGroup(api, caller, 'DescribeLogStreams', input);
      api.groups.existing(group);
      const prefix = textMember(input, 'logStreamNamePrefix') ?? '';
      const order = textMember(input, 'orderBy') ?? 'LogStreamName';
      const compare = ORDERS[order];
      if (!compare) throw invalid(`orderBy is LogStreamName or LastEventTime, not ${order}`);
      if (order === 'LastEventTime' && prefix !== '')
        throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
      const found = api.groups
        .streams(group)
        .filter(({ name }) => name.startsWith(prefix))
        .sort(compare);
      if (input.descending === true) found.reverse();
      const { page, ...next } = pageOf(found, input, LONGEST_PAGE);
      return { logStreams: page.map((stream) => describeStream(group, stream)), ...next };
    },
  };
}

type Order = (a: LogStream, b: LogStream) => number;

const byName: Order = (a, b) => (a.name < b.name ? -1 : 1);

const ORDERS: Readonly<Record<string, Order>> = {
  LogStreamName: byName,
  LastEventTime: (a, b) => (a.last ?? 0) - (b.last ?? 0) || byName(a, b),
};

const describeStream = (group: string, { name, createdMs, first, last, lastIngested }: LogStream) => ({
  logStreamName: name,
  arn: streamArn(group, name),
  creationTime: createdMs,
  firstEventTimestamp: first,
  lastEventTimestamp: last,
  lastIngestionTime: lastIngested,
  storedBytes: 0,
});
