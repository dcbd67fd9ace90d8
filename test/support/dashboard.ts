import type { Template } from '../../tools/build/stack/adopt-existing.ts';

/** What a dashboard's body is read as. */
export interface DashboardBody {
  widgets: {
    type: string;
    x: number;
    y: number;
    width: number;
    height: number;
    properties: { markdown?: string; region?: string; metrics?: unknown[][] };
  }[];
}

/** A metric that is drawn; of a search the values of its dimensions are not known. */
export interface DrawnMetric {
  namespace: string;
  name: string;
  dimensions: Record<string, string | null>;
}

/** The body of the template's dashboard. */
export function dashboardOf({ Resources }: Template): DashboardBody {
  const { DashboardBody: body } = Resources.Dashboard?.Properties as { DashboardBody: { 'Fn::Sub': string } };
  return JSON.parse(body['Fn::Sub']) as DashboardBody;
}

const SEARCH = /^SEARCH\('\{([^}]+)\} MetricName="(\w+)"', '\w+', \d+\)$/;

/** Every metric that it draws, those of searches included. */
export const metricsOf = ({ widgets }: DashboardBody): DrawnMetric[] =>
  widgets.flatMap(({ properties: { metrics = [] } }) =>
    metrics.map((metric) => {
      const texts = metric.filter((part): part is string => typeof part === 'string');
      const [namespace = '', name = '', ...pairs] = texts;
      if (texts.length > 0)
        return {
          namespace,
          name,
          dimensions: Object.fromEntries(
            pairs.flatMap((part, at) => (at % 2 === 0 ? [[part, pairs[at + 1] ?? '']] : [])),
          ),
        };
      const { expression = '' } = metric[0] as { expression?: string };
      const [, schema = '', searched = ''] = SEARCH.exec(expression) ?? [];
      const [space = '', ...names] = schema.split(',').map((part) => part.replaceAll('"', ''));
      return {
        namespace: space,
        name: searched,
        dimensions: Object.fromEntries(names.map((one) => [one, null])),
      };
    }),
  );
