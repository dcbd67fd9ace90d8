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

/** A name of a schema: in double quotes, unless it is of letters and digits alone. */
const NAME = /^(?:"(?<quoted>[^"]+)"|(?<bare>[A-Za-z0-9]+))$/;

const STATISTICS = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount'];

/**
 * A search expression in the form of the CloudWatch User Guide ("search expression syntax"): a schema in braces, a namespace and its
 * dimensions, and a term, both in one pair of single quotes; a statistic; no period, which editions of some years ago had as well.
 * @throws Error for what is none
 */
export function parseSearch(expression: string): { namespace: string; dimensions: string[]; metric: string } {
  const [, schema = '', metric = '', statistic = ''] =
    /^SEARCH\('\s*\{([^{}']+)\} MetricName="(\w+)"\s*', '(\w+)'\)$/.exec(expression) ?? [];
  const names = schema.split(',').map((part) => {
    const { quoted, bare } = NAME.exec(part.trim())?.groups ?? {};
    return quoted ?? bare ?? '';
  });
  const [namespace = '', ...dimensions] = names;
  if (expression.length > MOST_CHARACTERS || names.includes('') || !STATISTICS.includes(statistic))
    throw new Error(`no search expression: ${expression}`);
  return { namespace, dimensions, metric };
}

/** The User Guide's limit of the query of a search. */
const MOST_CHARACTERS = 1024;

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
      const found = parseSearch(expression);
      return {
        namespace: found.namespace,
        name: found.metric,
        dimensions: Object.fromEntries(found.dimensions.map((one) => [one, null])),
      };
    }),
  );
