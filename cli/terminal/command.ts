import type { ParseArgsOptionsConfig } from 'node:util';

/** A whole number that an option takes: the least and the most. */
export interface NumberRange {
  from: number;
  to: number;
}

/** What a text must be, for a person and for the judge. What does not fit is not repeated: it may hold a secret. */
export interface TextForm {
  takes: string;
  fits: (text: string) => boolean;
}

/** One option of a command: how it is read and judged, and what `--help` says of it. */
export type Option = ParseArgsOptionsConfig[string] & {
  help: string;
  placeholder?: string;
  /** It takes a whole number in this range. */
  number?: NumberRange;
  /** It takes one of these values. */
  oneOf?: readonly string[];
  /** It takes a text of this form. */
  form?: TextForm;
  /** It says nothing without this other option. */
  needs?: string;
  /** It contradicts these other options. */
  not?: readonly string[];
};

/** A subcommand of `inlet` as the list of commands has it; its code is loaded when it is called. */
export interface CommandEntry {
  name: string;
  /** One line. */
  summary: string;
  load: () => Promise<Command>;
}

const VERBOSE: Option = {
  type: 'boolean',
  help: 'show long keys and addresses whole, and each row in one line',
};

/** A command's options, with the one that all commands have: what else it means there, its own row says. */
export const optionsOf = ({ options }: Pick<Command, 'options'>): Command['options'] => ({
  ...options,
  verbose: options.verbose ?? VERBOSE,
});

/** A subcommand's options and work. */
export interface Command {
  /** What it takes beside options, if anything: `[id]` where it may be left out, `<id>` where not, `<path>...` for more. */
  operand?: { usage: string; not?: readonly string[]; oneOf?: readonly string[] };
  /** What `--help` says below the options. */
  notes?: readonly string[];
  /** Lines to paste, without `npx inlet` and the command's own name. */
  examples?: readonly string[];
  options: Readonly<Record<string, Option>>;
  /** Says what is wrong with a command line beyond what the options' own rules say; undefined where nothing is. */
  judge?: (values: OptionValues, operand?: string) => string | undefined;
  /** Does the work and returns the exit code. */
  run: (values: OptionValues, operand?: string, more?: readonly string[]) => Promise<number>;
}

export type OptionValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
