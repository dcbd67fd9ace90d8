import type { Command, CommandEntry, Option } from './command.ts';
import { optionsOf } from './command.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface Described {
  name: string;
  summary: string;
  /** What may stand behind the name, where that is one of some words. */
  operands: readonly string[];
  options: readonly (readonly [name: string, option: Pick<Option, 'help' | 'oneOf' | 'type'>])[];
}

/** `inlet completion <shell>`: prints a script of that shell that completes commands, options and their values. */
export const completionOf = (commands: () => readonly CommandEntry[]): Command => ({
  operand: { usage: `<${SHELLS.join(' | ')}>`, oneOf: SHELLS },
  options: {},
  notes: [
    'bash: eval "$(npx inlet completion bash)"',
    'zsh:  eval "$(npx inlet completion zsh)", after compinit',
    'fish: npx inlet completion fish | source',
    'It completes the word inlet: alias inlet="npx --no-install inlet" makes it one.',
  ],
  async run(_, shell) {
    const described = await Promise.all(
      commands().map(async ({ name, summary, load }): Promise<Described> => {
        const command = await load();
        return {
          name,
          summary,
          operands: command.operand?.oneOf ?? [],
          options: [...Object.entries(optionsOf(command)), ['help', { help: 'this text', type: 'boolean' }]],
        };
      }),
    );
    console.log(SCRIPTS[shell as Shell](described).join('\n'));
    return 0;
  },
});

const words = ({ options, operands }: Described): string =>
  [...operands, ...options.map(([name]) => `--${name}`)].join(' ');

/** The options that take one of some values, with those. */
const choices = (commands: readonly Described[]): [name: string, values: string][] => [
  ...new Map(
    commands.flatMap(({ options }) =>
      options.flatMap(([name, { oneOf }]) => (oneOf ? [[`--${name}`, oneOf.join(' ')] as const] : [])),
    ),
  ),
];

const SCRIPTS: Readonly<Record<Shell, (commands: readonly Described[]) => string[]>> = {
  bash: (commands) => [
    '_inlet() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" words=""',
    '  case "$before" in',
    ...choices(commands).map(
      ([name, values]) => `    ${name}) COMPREPLY=($(compgen -W "${values}" -- "$word")); return ;;`,
    ),
    '  esac',
    '  case "${COMP_WORDS[1]}" in',
    ...commands.map((command) => `    ${command.name}) words="${words(command)}" ;;`),
    '  esac',
    `  if [ "$COMP_CWORD" = 1 ]; then words="${commands.map(({ name }) => name).join(' ')} help --version"; fi`,
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '}',
    'complete -o default -F _inlet inlet',
  ],
  zsh: (commands) => [
    '_inlet() {',
    '  if (( CURRENT == 2 )); then',
    '    local -a names=(',
    ...commands.map(({ name, summary }) => `      ${quoted(`${name}:${summary}`)}`),
    '    )',
    '    _describe command names',
    '    return',
    '  fi',
    '  local -a options values',
    '  case "$words[CURRENT-1]" in',
    ...choices(commands).map(([name, values]) => `    ${name}) values=(${values}) ;;`),
    '  esac',
    '  if (( $#values )); then',
    '    _describe value values',
    '    return',
    '  fi',
    '  case "$words[2]" in',
    ...commands.map(
      ({ name, options, operands }) =>
        `    ${name}) values=(${operands.join(' ')}) options=(${options.map(([option, { help }]) => quoted(`--${option}:${help}`)).join(' ')}) ;;`,
    ),
    '  esac',
    '  _describe option options',
    '  if (( $#values )); then _describe value values; else _files; fi',
    '}',
    'compdef _inlet inlet',
  ],
  fish: (commands) => [
    ...commands.map(
      ({ name, summary }) => `complete -c inlet -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
    ),
    ...commands.flatMap(({ name, operands }) =>
      operands.length === 0
        ? []
        : [
            `complete -c inlet -n ${quoted(`__fish_seen_subcommand_from ${name}`)} -f -a ${quoted(operands.join(' '))}`,
          ],
    ),
    ...commands.flatMap(({ name, options }) =>
      options.map(
        ([option, { help, oneOf, type }]) =>
          `complete -c inlet -n ${quoted(`__fish_seen_subcommand_from ${name}`)} -l ${option} -d ${quoted(help)}${oneOf ? ` -x -a ${quoted(oneOf.join(' '))}` : type === 'string' ? ' -r' : ''}`,
      ),
    ),
  ],
};

/** In single quotes; what is one becomes a typographic one. */
const quoted = (text: string): string => `'${text.replaceAll("'", '’')}'`;
