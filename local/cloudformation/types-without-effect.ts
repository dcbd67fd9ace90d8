import { arnOf } from '../ground/index.ts';
import type { ResourceType } from './resource-names.ts';
import { generated, named } from './resource-names.ts';

/** A resource that other resources may name by Ref, and that changes nothing on one machine. */
const known = (
  withoutEffect: string,
  ref: ResourceType['ref'] = generated,
  attributes: ResourceType['attributes'] = {},
): ResourceType => ({ ref, attributes, withoutEffect });

const WATCHING = 'nobody watches metrics locally';
const SCHEMAS = 'the schemas lie in events/';
const ACCESS = 'locally, calls are checked against the roles of the callers';

/** Resource types that a template may have, and that one machine has no use for. */
export const TYPES_WITHOUT_EFFECT: Readonly<Record<string, ResourceType>> = {
  'AWS::S3::BucketPolicy': known(ACCESS),
  'AWS::Events::EventBusPolicy': known(ACCESS),
  'AWS::EventSchemas::Registry': known(SCHEMAS, named('RegistryName'), {
    RegistryName: named('RegistryName'),
    RegistryArn: (resource) => arnOf('schemas', `registry/${named('RegistryName')(resource)}`),
  }),
  'AWS::EventSchemas::Schema': known(SCHEMAS),
  'AWS::CloudTrail::Trail': known(
    'who calls what is in the requests of the local cloud',
    named('TrailName'),
    {
      Arn: (resource) => arnOf('cloudtrail', `trail/${named('TrailName')(resource)}`),
    },
  ),
  'AWS::Logs::LogGroup': known('logs are lines of the local cloud', named('LogGroupName'), {
    Arn: (resource) => arnOf('logs', `log-group:${named('LogGroupName')(resource)}:*`),
  }),
  'AWS::Logs::MetricFilter': known(WATCHING),
  'AWS::Logs::QueryDefinition': known(WATCHING),
  'AWS::CloudWatch::CompositeAlarm': known(
    'alarms of other alarms are not evaluated locally',
    named('AlarmName'),
    {
      Arn: (resource) => arnOf('cloudwatch', `alarm:${named('AlarmName')(resource)}`),
    },
  ),
  'AWS::CloudWatch::Dashboard': known(WATCHING, named('DashboardName')),
  'AWS::Scheduler::ScheduleGroup': known('a schedule carries its group in its ARN', named('Name'), {
    Arn: (resource) => arnOf('scheduler', `schedule-group/${named('Name')(resource)}`),
  }),
  'AWS::ApplicationAutoScaling::ScalableTarget': known('capacity does not scale on one machine'),
  'AWS::ApplicationAutoScaling::ScalingPolicy': known('capacity does not scale on one machine'),
};
