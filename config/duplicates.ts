import type { ConfigProblem } from './config-error.ts';

/** Items of `list` that say the same as an earlier one in `member`, where each must say something else. */
export function duplicates<Member extends string>(
  items: readonly Record<Member, string>[],
  list: string,
  member: Member,
): ConfigProblem[] {
  return items.flatMap((item, index) => {
    const first = items.findIndex((other) => other[member] === item[member]);
    return first === index
      ? []
      : [
          {
            path: `${list}[${index}].${member}`,
            value: item[member],
            rule: `must not repeat ${list}[${first}].${member}`,
          },
        ];
  });
}
