import type { Option, OptionValues } from '../terminal/index.ts';

export const stageOption: Option = {
  type: 'string',
  placeholder: '<stage>',
  help: 'the stage: local (default), dev or prod; each has its config/<stage>.json',
};

export const stageOf = ({ stage }: OptionValues): string => (typeof stage === 'string' ? stage : 'local');
