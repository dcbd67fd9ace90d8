import type { Template, TemplateResource } from '../adopt-existing.ts';

/** Alarms that several functions have, by how their names end: they share a section. */
const SHARED: Readonly<Record<string, string>> = {
  errors: 'errors-of-a-function',
  throttles: 'throttles-of-a-function',
  duration: 'duration-of-a-function',
  failures: 'failures-of-a-scheduled-run',
  'not-called': 'a-function-that-is-not-called',
};

/**
 * The section of docs/operations.md about an alarm, as the fragment of its address: GitHub makes it of the heading.
 * @param alarm its name without `inlet-<stage>-`
 */
export function runbookSection(alarm: string): string {
  const [, shared] = Object.entries(SHARED).find(([ending]) => alarm.endsWith(`-${ending}`)) ?? [];
  return shared ?? alarm;
}

/** Where docs/operations.md is read: `runbookUrl`, or the file of this repository. */
export const runbookAddress = (runbookUrl: string): string => runbookUrl || 'docs/operations.md';

/** The template with each alarm's section at the end of its description (CloudWatch takes 1,024 characters). */
export function withRunbook(template: Template, stage: string, runbookUrl: string): Template {
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]): [string, TemplateResource] => {
      if (resource.Type !== 'AWS::CloudWatch::Alarm') return [id, resource];
      const { AlarmName, AlarmDescription } = resource.Properties as Record<string, string>;
      const section = runbookSection((AlarmName ?? '').slice(`inlet-${stage}-`.length));
      const described = `${AlarmDescription ?? ''}. ${runbookAddress(runbookUrl)}#${section}`;
      return [id, { ...resource, Properties: { ...resource.Properties, AlarmDescription: described } }];
    }),
  );
  return { ...template, Resources };
}
