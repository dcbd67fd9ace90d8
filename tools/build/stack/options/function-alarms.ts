import type { Template, TemplateResource } from '../adopt-existing.ts';

/** What is watched of every function, in the metrics that Lambda sends (Lambda Developer Guide, "Types of metrics"). */
const WATCHED = [
  {
    suffix: 'Errors',
    name: 'errors',
    MetricName: 'Errors',
    Statistic: 'Sum',
    says: (name: string): string => `${name} ended with an error`,
    threshold: (): number => 0,
  },
  {
    suffix: 'Throttles',
    name: 'throttles',
    MetricName: 'Throttles',
    Statistic: 'Sum',
    says: (name: string): string =>
      `${name} was called and had no execution environment; look at the account's concurrency`,
    threshold: (): number => 0,
  },
  {
    suffix: 'Duration',
    name: 'duration',
    MetricName: 'Duration',
    Statistic: 'Maximum',
    says: (name: string, limitMs: number): string =>
      `${name} ran for nearly the ${limitMs / 1000} s that it has`,
    threshold: (limitMs: number): number => NEARLY * limitMs,
  },
] as const;

/** Functions that plan their end themselves do so with more than this left. */
const NEARLY = 0.95;

/** HealthLake waits for one second, whatever the function's own timeout. */
const LIMITS_MS: Readonly<Record<string, number>> = { IdentityProviderLambdaFunction: 1000 };

/** The template with the alarms of each function that it has. A function's own timeout says when it ran for nearly too long. */
export function withFunctionAlarms(template: Template, stage: string): Template {
  const alarms = Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .flatMap(([id, lambda]) => alarmsOf(id, lambda, stage));
  return { ...template, Resources: { ...template.Resources, ...Object.fromEntries(alarms) } };
}

function alarmsOf(
  id: string,
  { Properties = {} }: TemplateResource,
  stage: string,
): [string, TemplateResource][] {
  const { FunctionName, Timeout } = Properties as { FunctionName: string; Timeout: number };
  const name = FunctionName.slice(`inlet-${stage}-`.length);
  const limitMs = LIMITS_MS[id] ?? Timeout * 1000;
  return WATCHED.map(({ suffix, name: alarm, MetricName, Statistic, says, threshold }) => [
    `${id.replace(/LambdaFunction$/, '')}${suffix}Alarm`,
    {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: `${FunctionName}-${alarm}`,
        AlarmDescription: says(name, limitMs),
        Namespace: 'AWS/Lambda',
        MetricName,
        Dimensions: [{ Name: 'FunctionName', Value: { Ref: id } }],
        Statistic,
        Period: 300,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: threshold(limitMs),
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: 'AlarmTopic' }],
        OKActions: [{ Ref: 'AlarmTopic' }],
      },
    },
  ]);
}
