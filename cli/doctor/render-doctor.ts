import { countOf } from '../terminal/index.ts';
import type { DoctorDocument } from './run-checks.ts';

/** What was found, each with its next step, and what could not be looked at. */
export function renderDoctor({ stage, checked, findings, unknown }: DoctorDocument): string[] {
  return [
    ...findings.flatMap(({ check, what, next }) => [`${check}: ${what}`, `  next  ${toPaste(next)}`]),
    ...unknown.map(({ check, why }) => `${check}: could not be looked at (${why})`),
    `stage ${stage}: ${findings.length === 0 ? 'nothing wrong' : countOf(findings.length, 'finding')} in ${countOf(checked.length, 'check')}${unknown.length === 0 ? '' : `, ${countOf(unknown.length, 'check')} could not be done (docs/doctor.md lists the permissions)`}`,
  ];
}

/** A command can be pasted whole; what stands behind it says when to. Words have their commands marked already. */
function toPaste(next: string): string {
  if (!/^(?:aws|npx) /.test(next)) return next;
  const [command = '', remark] = next.split('   # ');
  return `\`${command}\`${remark === undefined ? '' : ` (${remark})`}`;
}

/** 1 where something is wrong; 2 where nothing is, but not all could be looked at. */
export const exitCodeOf = ({ findings, unknown }: DoctorDocument): number =>
  findings.length > 0 ? 1 : unknown.length > 0 ? 2 : 0;
