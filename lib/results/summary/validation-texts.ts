import type { KnownText } from './known-texts.ts';

/** A JSON value's kind, as validators name it. */
const KIND = '(?:null|nothing|an? (?:Array|Object|string|number|boolean))';

/** The profile that a rule is from. */
const FROM = '(?: \\(from \\S+\\))?';

const rule = (text: string, pattern: string): KnownText => ({ text, pattern: new RegExp(`^${pattern}$`) });

/**
 * What validators of FHIR say of a resource: HealthLake's in the samples of its Developer Guide, and the local HealthLake's,
 * which speaks like it.
 */
export const VALIDATION_TEXTS: readonly KnownText[] = [
  rule("Unrecognised property '{property}'", "Unrecognised property '@?(?<element>[^']*)'"),
  rule(
    'minimum required = {n}, but only found {m}',
    `(?:Profile \\S+, Element ')?(?:(?<path>[\\w.[\\]:-]+)'?: )?minimum required = \\d+, but only found \\d+${FROM}`,
  ),
  rule(
    'max allowed = {n}, but found {m}',
    `(?:Profile \\S+, Element ')?(?:(?<path>[\\w.[\\]:-]+)'?: )?max allowed = \\d+, but found \\d+${FROM}`,
  ),
  rule('Element must have some content', 'Element must have some content'),
  rule('Elements are nested more than {n} levels deep', 'Elements are nested more than \\d+ levels deep'),
  rule("Unknown resource type '{type}'", "Unknown resource type '[^]*'"),
  rule("Duplicated property name: '{property}'", "Duplicated property name: '@?(?<element>[^']*)'"),
  rule('This property must be an Object, not {kind}', `This property must be an Object, not ${KIND}`),
  rule('This property must be an Array, not {kind}', `This property must be an Array, not ${KIND}`),
  rule(
    'This property must not be an Array: max allowed = 1',
    'This property must not be an Array: max allowed = 1',
  ),
  rule(
    'Array cannot be empty - the property should not be present if it has no values',
    'Array cannot be empty - the property should not be present if it has no values',
  ),
  rule(
    'The property must be a JSON {type}, not {kind}',
    `The property must be a JSON \\w+ for type \\w+, not ${KIND}`,
  ),
  rule(
    'This property must not be null: it needs a value or an extension',
    'This property must not be null: it needs a value or an extension',
  ),
  rule(
    'A text has half of a surrogate pair, which is no character',
    'A text has half of a surrogate pair, which is no character',
  ),
  rule('The resource is nested too deeply', 'The resource is nested too deeply'),
  rule(
    'A number of type {type} has no fraction and no exponent, not even .0',
    'A number of type \\w+ has no fraction and no exponent, not even \\.0',
  ),
  rule('Not a valid {type}: {value}', 'Not a valid \\w+ \\([^]*\\): [^]*'),
  rule(
    'The narrative is not valid XHTML for FHIR: {fault}',
    'The narrative is not valid XHTML for FHIR: [^]*',
  ),
  rule(
    'The code provided is not in the value set {valueSet}, and a code is required from this value set',
    `(?:(?:The value|The coding|None of the codings) provided \\([^]*\\)|No code is provided, so it) is not in the value set \\S*, and a code is required from this value set${FROM}`,
  ),
  rule(
    "The reference '{reference}' is none: Type/id, Type?criteria, #id, a URL or a URN",
    "The reference '[^]*' is none: Type/id, Type\\?criteria, #id, a URL or a URN",
  ),
  rule(
    'The reference is to {type}, but only {types} is allowed here',
    `The reference is to \\w+, but only [\\w, ]+ is allowed here${FROM}`,
  ),
  rule(
    "The type of the reference is '{type}', but only {types} is allowed here",
    `The type of the reference is '[^]*', but only [\\w, ]+ is allowed here${FROM}`,
  ),
  rule(
    "The reference is to {type}, but its type is given as '{type}'",
    "The reference is to \\w+, but its type is given as '[^]*'",
  ),
  rule("Constraint failed: {key}: '{human}'", `Constraint failed: [\\w-]+: '[^]*'${FROM}`),
  rule(
    "The id '{id}' is that of another element of the resource, too",
    "The id '[^]*' is that of another element of the resource, too",
  ),
  rule(
    "Profile reference '{profile}' has not been checked because it is unknown",
    "Profile reference '[^]*' has not been checked because it is unknown",
  ),
  rule(
    "Profile reference '{profile}' has not been checked because it has a differential and no snapshot",
    "Profile reference '[^]*' has not been checked because it has a differential and no snapshot",
  ),
  rule(
    "Profile reference '{profile}' has not been checked because it is unknown: version {version} is meant, and {versions} loaded",
    "Profile reference '[^]*' has not been checked because it is unknown: version \\S+ is meant, and [^]+ loaded",
  ),
  rule("The profile '{profile}' is of {type}, not of {type}", "The profile '[^]*' is of \\w+, not of \\w+"),
  rule('the type {type} is not allowed here', `\\S+: the type \\w+ is not allowed here${FROM}`),
  rule('the value must be exactly {value}', `\\S+: the value must be exactly [^]*`),
  rule('the value must have what is in {pattern}', `\\S+: the value must have what is in [^]*`),
  rule(
    'the value {value} is below the least that is allowed, or above the most',
    `\\S+: the value '[^]*' is (?:below the least|above the most) that is allowed, '[^]*'${FROM}`,
  ),
  rule(
    'the text has {n} characters, and at most {m} are allowed',
    `\\S+: the text has \\d+ characters, and at most \\d+ are allowed${FROM}`,
  ),
  rule(
    'this is in no slice, and the slicing is closed',
    `\\S+: this is in no slice, and the slicing is closed${FROM}`,
  ),
  rule(
    "Slice '{slice}': a matching slice is required, but not found",
    `Slice '[^']*': a matching slice is required, but not found${FROM}`,
  ),
  rule(
    "Slice '{slice}': max allowed = {n}, but found {m}",
    `Slice '[^']*': max allowed = \\d+, but found \\d+${FROM}`,
  ),
];
