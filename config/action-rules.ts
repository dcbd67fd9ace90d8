import type { ConfigProblem } from './config-error.ts';
import { duplicates } from './duplicates.ts';
import type { StageConfig } from './stage-config.generated.ts';

/** The most that the template of a target holds, characters (EventBridge API reference, InputTransformer). */
const LONGEST_TEMPLATE = 8192;
/** Of that, what stands around an action's own members. */
const AROUND = 512;

/** The rules of `actions` that JSON Schema cannot say. Empty when all hold. */
export const brokenActionRules = ({ actions }: StageConfig): ConfigProblem[] => [
  ...duplicates(actions.schedules, 'actions.schedules', 'name'),
  ...actions.schedules.flatMap(({ action, input }, index): ConfigProblem[] => {
    const path = `actions.schedules[${index}]`;
    const text = JSON.stringify(input);
    return [
      ...(text.includes('<')
        ? [{ path: `${path}.input`, rule: 'must not hold "<": EventBridge would take it for a placeholder' }]
        : []),
      ...(text.length > LONGEST_TEMPLATE - AROUND
        ? [{ path: `${path}.input`, rule: `must not be longer than ${LONGEST_TEMPLATE - AROUND} characters` }]
        : []),
      ...(actions.allow.some((entry) => entry.actions.includes(action))
        ? []
        : [{ path: `${path}.action`, value: action, rule: 'must be one that actions.allow allows' }]),
    ];
  }),
];
