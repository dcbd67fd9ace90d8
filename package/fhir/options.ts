/** Packages that were read, to be given to `validateLine` and `validateFile`. */
export interface FhirPackages {
  /** What was read, in the order of the files. */
  readonly packages: readonly { readonly name: string; readonly version: string }[];
}

/** How much is demanded: the names are HealthLake's. */
export type ValidationLevel = 'strict' | 'structure-only' | 'minimal';

/** How lines are judged. */
export interface ValidationOptions {
  /** `structure-only` unless said. */
  level?: ValidationLevel;
  /** Profiles that `strict` knows. */
  packages?: FhirPackages;
  /** What is done about a profile that a line claims and no package has: `refuse` (default) refuses the line, `ignore` lets it be. */
  unknownProfiles?: 'refuse' | 'ignore';
}
