import type { IncomingMessage } from 'node:http';
import type { Authorize, Caller, JsonObject, Service } from '../../ground/index.ts';
import { ACCOUNT_ID, AwsError, arnOf, jsonCodeOf } from '../../ground/index.ts';
import { actionNotServed, readJsonObject, sendJson, targetOf } from '../../http/index.ts';
import type { ScheduleRecord } from './schedule-requests.ts';
import {
  describeSchedule,
  invalid,
  readSchedule,
  refuseGroup,
  scheduleArn,
  summaryOf,
} from './schedule-requests.ts';

/** The schedules that there are. */
interface ScheduleBook {
  find: (arn: string) => ScheduleRecord | undefined;
  list: () => ScheduleRecord[];
  /** Makes a schedule, or puts it in place of what it was. @throws AwsError where it is the template's */
  put: (record: ScheduleRecord) => void;
  /** @throws AwsError where it is the template's */
  remove: (record: ScheduleRecord) => void;
}

interface ServiceOptions {
  clock: { now: () => number };
  authorize: Authorize;
  mayAssume: (roleArn: string, service: string, context?: Record<string, string>) => boolean;
}

interface Call {
  request: IncomingMessage;
  caller: Caller;
  name: string;
  query: URLSearchParams;
}

const PRINCIPAL = 'scheduler.amazonaws.com';

/** EventBridge Scheduler over HTTP and JSON. Lists come in one page; what it lacks answers 501. */
export function createSchedulerService(
  book: ScheduleBook,
  { clock, authorize, mayAssume }: ServiceOptions,
): Service {
  const permit = (action: string, { caller, name }: Call): void => {
    authorize(caller, `scheduler:${action}`, scheduleArn(name));
  };
  const found = ({ name, query }: Call): ScheduleRecord => {
    refuseGroup(query.get('groupName'));
    const record = book.find(scheduleArn(name));
    if (!record) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    return record;
  };
  /** The schedule that a body asks for, whose role may be handed on and trusts the service. */
  const asked = async ({ request, caller, name }: Call): Promise<ScheduleRecord> => {
    const record = readSchedule(name, await readJsonObject(request), clock.now());
    const { roleArn } = record.target;
    authorize(caller, 'iam:PassRole', roleArn, { 'iam:PassedToService': PRINCIPAL });
    const source = {
      'aws:SourceAccount': ACCOUNT_ID,
      'aws:SourceArn': arnOf('scheduler', 'schedule-group/default'),
    };
    if (!mayAssume(roleArn, PRINCIPAL, source))
      throw invalid(
        'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
      );
    return record;
  };

  const operations: Readonly<Record<string, (call: Call) => Promise<JsonObject> | JsonObject>> = {
    async CreateSchedule(call) {
      permit('CreateSchedule', call);
      const record = await asked(call);
      if (book.find(record.arn))
        throw new AwsError('ConflictException', `Schedule ${call.name} already exists.`, 409);
      book.put(record);
      return { ScheduleArn: record.arn };
    },
    async UpdateSchedule(call) {
      permit('UpdateSchedule', call);
      const before = found(call);
      book.put({ ...(await asked(call)), createdMs: before.createdMs });
      return { ScheduleArn: before.arn };
    },
    GetSchedule(call) {
      permit('GetSchedule', call);
      return describeSchedule(found(call));
    },
    DeleteSchedule(call) {
      permit('DeleteSchedule', call);
      book.remove(found(call));
      return {};
    },
    ListSchedules({ caller, query }) {
      authorize(caller, 'scheduler:ListSchedules', scheduleArn('*'));
      refuseGroup(query.get('ScheduleGroup'));
      const prefix = query.get('NamePrefix') ?? '';
      const state = query.get('State');
      return {
        Schedules: book
          .list()
          .filter(({ name }) => name.startsWith(prefix))
          .filter(({ enabled }) => state === null || (state === 'ENABLED') === enabled)
          .map(summaryOf),
      };
    },
  };
  const actions = Object.keys(operations);

  const service: Service = async (request, response, { caller, requestId }) => {
    const { path, query } = targetOf(request);
    response.setHeader('x-amzn-requestid', requestId);
    try {
      const [, name] = /^\/schedules(?:\/([^/]+))?$/.exec(path) ?? [];
      const route = `${request.method ?? ''} ${name === undefined ? path : '/schedules/{Name}'}`;
      const operation = operations[OPERATION_OF[route] ?? ''];
      if (!operation) throw actionNotServed('scheduler', `${request.method ?? ''} ${path}`, actions);
      const call = { request, caller, query, name: decoded(name ?? '') };
      sendJson(response, 200, await operation(call));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      response.setHeader('x-amzn-errortype', jsonCodeOf(error));
      sendJson(response, error.status, { Message: error.message, message: error.message });
    }
  };
  return Object.assign(service, { actions });
}

const OPERATION_OF: Readonly<Record<string, string>> = {
  'POST /schedules/{Name}': 'CreateSchedule',
  'PUT /schedules/{Name}': 'UpdateSchedule',
  'GET /schedules/{Name}': 'GetSchedule',
  'DELETE /schedules/{Name}': 'DeleteSchedule',
  'GET /schedules': 'ListSchedules',
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('Name is no name.');
  }
}
