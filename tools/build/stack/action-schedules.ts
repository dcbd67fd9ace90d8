import type { StageConfig } from '../../../config/index.ts';
import type { TemplateValue } from './template-value.ts';

/** A rule of the template that asks for an action by a schedule. */
interface ScheduleRule {
  Type: 'AWS::Events::Rule';
  Properties: Record<string, unknown>;
}

type Schedule = StageConfig['actions']['schedules'][number];

/** `nightly-export` -> `NightlyExportActionRule` */
const logicalIdOf = ({ name }: Schedule): string =>
  `${name
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')}ActionRule`;

/**
 * The message of a schedule: the same event that others put on the bus, with the stage's own source, which no event of the bus
 * comes to the queue with. Its requestId is that of its due time, so that a tick that comes twice is one request.
 */
const template = ({ name, action, input, confirmDatastoreName }: Schedule): string =>
  JSON.stringify({
    id: '<id>',
    source: 'inlet',
    'detail-type': 'HealthLake Action Requested',
    detail: {
      requestId: `schedule:${name}:<time>`,
      action,
      input,
      ...(confirmDatastoreName !== undefined && { confirmDatastoreName }),
    },
  });

/** A rule for each of `actions.schedules`. */
export const actionSchedules = (
  stage: string,
  { actions }: StageConfig,
): { Resources: Record<string, ScheduleRule> } => ({
  Resources: Object.fromEntries(
    actions.schedules.map((schedule) => [
      logicalIdOf(schedule),
      {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: `inlet-${stage}-action-${schedule.name}`,
          Description: `Asks for ${schedule.action}`,
          ScheduleExpression: schedule.schedule,
          State: 'ENABLED',
          Targets: [
            {
              Id: 'actions',
              Arn: { 'Fn::GetAtt': ['ActionsQueue', 'Arn'] },
              DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ActionsDeadLetters', 'Arn'] } },
              InputTransformer: {
                InputPathsMap: { id: '$.id', time: '$.time' },
                InputTemplate: template(schedule),
              },
            },
          ],
        },
      },
    ]),
  ),
});

/** The rules that may send to the actions queue. */
export const actionRuleArns = ({ actions }: StageConfig): TemplateValue[] =>
  ['ActionsRule', ...actions.schedules.map(logicalIdOf)].map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
