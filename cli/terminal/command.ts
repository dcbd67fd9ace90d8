import type { ParseArgsOptionsConfig } from 'node:util';

/** One option of a command: how it is read, and what `--help` says of it. */
export type Option = ParseArgsOptionsConfig[string] & { help: string; placeholder?: string };

/** A subcommand of `inlet` as the list of commands has it; its code is loaded when it is called. */
export interface CommandEntry {
  name: string;
  /** One line. */
  summary: string;
  load: () => Promise<Command>;
}

/** A subcommand's options and work. */
export interface Command {
  /** What it takes beside options, if anything: `[id]` where it may be left out, `<id>` where not, `<path>...` for more. */
  operand?: { usage: string };
  /** What `--help` says below the options. */
  notes?: readonly string[];
  options: Readonly<Record<string, Option>>;
  /** Does the work and returns the exit code. */
  run: (values: OptionValues, operand?: string, more?: readonly string[]) => Promise<number>;
}

export type OptionValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
