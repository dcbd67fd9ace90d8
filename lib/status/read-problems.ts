import type { S3Client } from '@aws-sdk/client-s3';
import type { ImportSummary } from '../ledger/index.ts';
import { parseS3Uri, readSmallObject } from '../s3/index.ts';

/** One kind of problem of an import's failed lines, as the summary beside the results has it. No values of the data. */
export interface Problem {
  /** FHIR's IssueType code. */
  code: string;
  /** The R4 element, `Patient.birthDate`; null where none is named. */
  path: string | null;
  /** What is wrong; null for a text that may hold data, of which only the hash is known. */
  text: string | null;
  textHash: string | null;
  lines: number;
  /** The text as the summary has it, by which the kind is told from others: with holes like `{value}`. */
  rawText: string | null;
  /** Some of the lines, as `key:line`. */
  samples: string[];
}

/** Summaries are kept small; more of one is not read here. */
const MOST_SUMMARY_BYTES = 1024 * 1024;

/**
 * The kinds of problems that an import's lines failed by, most lines first.
 * @returns null where the results are not summarized (yet), or the summary is gone
 */
export async function readProblems(s3: S3Client, summary: ImportSummary | null): Promise<Problem[] | null> {
  const place = parseS3Uri(summary?.summaryS3Uri ?? '');
  if (!place) return null;
  const text = await readSmallObject(s3, place, MOST_SUMMARY_BYTES);
  if (typeof text !== 'string') return null;
  const { issues } = JSON.parse(text) as { issues?: unknown };
  return (Array.isArray(issues) ? (issues as Record<string, unknown>[]) : []).map(problemOf);
}

const problemOf = ({ code, path, text, textHash, lines, samples }: Record<string, unknown>): Problem => ({
  code: typeof code === 'string' ? code : 'unlisted',
  path: typeof path === 'string' ? path : null,
  text: typeof text === 'string' ? withoutHoles(text) : null,
  rawText: typeof text === 'string' ? text : null,
  textHash: typeof textHash === 'string' ? textHash : null,
  lines: typeof lines === 'number' ? lines : 0,
  samples: Array.isArray(samples) ? samples.filter((sample) => typeof sample === 'string') : [],
});

/** Known texts have holes in the place of values, as `{value}`: a person reads dots there. */
export const withoutHoles = (text: string): string => text.replaceAll(/'?\{\w+\}'?/g, '...');
