import { STAGE_NAME, isStageName } from '../../config/index.ts';
import type { Option, OptionValues } from '../terminal/index.ts';

export const stageOption: Option = {
  type: 'string',
  placeholder: '<stage>',
  form: { takes: STAGE_NAME, fits: isStageName },
  help: 'the stage: local (default), dev or prod; each has its config/<stage>.json',
};

/** Where a stage is asked, for `--help`. */
export const stageNote =
  'Stage local is asked at AWS_ENDPOINT_URL, or else where the one local cloud of yours runs, and needs no credentials; other stages with the AWS credentials and the Region of your shell.';

export const stageOf = ({ stage }: OptionValues): string => (typeof stage === 'string' ? stage : 'local');
