/** A value of a CloudFormation template: text, or a function of it. */
export type TemplateValue =
  string | { exists: boolean } | { 'Fn::GetAtt': [string, string] } | { 'Fn::Sub': string };
