import type { Template } from '../adopt-existing.ts';
import { runbookAddress } from './runbook.ts';

/** A metric as a widget names it: namespace, name, then names and values of dimensions, then how it is drawn. */
type Metric = [string, string, ...string[], { stat: string; label: string }];

interface Graph {
  title: string;
  metrics: (Metric | [{ expression: string; label: string; period: number }])[];
  /** Of the axis. */
  unit: string;
}

/** CloudWatch draws on a grid of 24 columns (CloudWatch API reference, "Dashboard body structure and syntax"). */
const WIDTH = 12;
const HEIGHT = 6;
const HEADLINE = 2;

/** A point each, seconds: a day fits on a graph. */
const PERIOD = 300;

/**
 * The template with a dashboard of what is in it: its functions and queues, and what the functions tell by metrics
 * (docs/operations.md, "Metrics"). Whatever the stage has not is not drawn.
 */
export function withDashboard(template: Template, stage: string, runbookUrl: string): Template {
  const graphs = graphsOf(template, stage);
  const widgets = [headline(stage, runbookUrl), ...graphs.map(widgetOf)];
  const DashboardBody = { 'Fn::Sub': JSON.stringify({ start: '-PT24H', widgets }) };
  const Dashboard = {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardName: `inlet-${stage}`, DashboardBody },
  };
  return { ...template, Resources: { ...template.Resources, Dashboard } };
}

function graphsOf(template: Template, stage: string): Graph[] {
  const queues = namesOf(template, 'AWS::SQS::Queue', 'QueueName');
  const functions = namesOf(template, 'AWS::Lambda::Function', 'FunctionName');
  const short = (name: string): string => name.slice(`inlet-${stage}-`.length);
  const own = (service: string, name: string, stat: string, label: string): Metric => [
    ...([`Inlet/${stage}`, name, 'service', service] as const),
    { stat, label },
  ];
  const ofQueue = (queue: string, name: string): Metric => [
    ...(['AWS/SQS', name, 'QueueName', queue] as const),
    { stat: 'Maximum', label: short(queue) },
  ];
  const ofFunction = (name: string, metric: string, stat: string): Metric => [
    ...(['AWS/Lambda', metric, 'FunctionName', name] as const),
    { stat, label: short(name) },
  ];
  return [
    {
      title: 'Age of the oldest message, by queue; oldest file in no job',
      unit: 'seconds',
      metrics: [
        ...queues
          .filter((name) => !isGivenUp(name))
          .map((name) => ofQueue(name, 'ApproximateAgeOfOldestMessage')),
        own('start-imports', 'OldestPendingArrival', 'Maximum', 'oldest pending file'),
      ],
    },
    {
      title: 'From arrival to start',
      unit: 'seconds',
      metrics: ['p50', 'p95', 'Maximum'].map((stat) => own('start-imports', 'ArrivalToStart', stat, stat)),
    },
    {
      title: 'Open jobs',
      unit: 'jobs',
      metrics: [
        own('poll-jobs', 'OpenJobs', 'Maximum', 'imports'),
        own('poll-jobs', 'OpenExportJobs', 'Maximum', 'exports'),
      ],
    },
    {
      title: 'Lines imported and failed',
      unit: 'lines',
      metrics: [
        own('summarize-import', 'LinesImported', 'Sum', 'imported'),
        own('summarize-import', 'LinesFailed', 'Sum', 'failed'),
      ],
    },
    {
      title: 'Errors of functions',
      unit: 'errors',
      metrics: functions.map((name) => ofFunction(name, 'Errors', 'Sum')),
    },
    {
      title: 'Duration of functions',
      unit: 'milliseconds',
      metrics: functions.map((name) => ofFunction(name, 'Duration', 'Maximum')),
    },
    {
      title: 'Dead letters and runs that failed twice',
      unit: 'messages',
      metrics: queues.filter(isGivenUp).map((name) => ofQueue(name, 'ApproximateNumberOfMessagesVisible')),
    },
    ...(functions.includes(`inlet-${stage}-identity-provider`) ? [refusedTokens(stage)] : []),
  ];
}

/** By whatever codes there were: the search finds a code as soon as it is told (CloudWatch User Guide, "search expression syntax"). */
const refusedTokens = (stage: string): Graph => ({
  title: 'Refused tokens, by code',
  unit: 'tokens',
  metrics: [
    [
      {
        expression: `SEARCH('{"Inlet/${stage}","service","code"} MetricName="TokensRefused"', 'Sum')`,
        label: '',
        period: PERIOD,
      },
    ],
  ],
});

/** Queues of what nobody works on any more. */
const isGivenUp = (queue: string): boolean => /-(?:dead-letters|failures)$/.test(queue);

const namesOf = ({ Resources }: Template, type: string, property: string): string[] =>
  Object.values(Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => String(Properties?.[property]));

const headline = (stage: string, runbookUrl: string): object => ({
  type: 'text',
  ...{ x: 0, y: 0, width: 2 * WIDTH, height: HEADLINE },
  properties: {
    markdown: `# Inlet, stage ${stage}\nAlarms, metrics and what to do: ${runbookAddress(runbookUrl)}#alarms`,
  },
});

const widgetOf = ({ title, metrics, unit }: Graph, index: number): object => ({
  type: 'metric',
  ...{ x: (index % 2) * WIDTH, y: HEADLINE + Math.floor(index / 2) * HEIGHT, width: WIDTH, height: HEIGHT },
  properties: {
    title,
    metrics,
    region: '${AWS::Region}',
    view: 'timeSeries',
    period: PERIOD,
    yAxis: { left: { min: 0, label: unit, showUnits: false } },
  },
});
