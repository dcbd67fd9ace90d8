import type { Parameters } from '../../parameters/stage-parameters.ts';
import type { Template, TemplateResource } from '../adopt-existing.ts';
import { InvalidParameter } from '../invalid-parameter.ts';

type RoleParameters = Pick<Parameters, 'permissionsBoundaryArn' | 'rolePath' | 'roleNamePrefix'>;

/** The longest name of a role (IAM API reference, CreateRole), with a Region's name in it as long as they are. */
const LONGEST_NAME = 64;
const LONGEST_REGION = 'ap-northeast-1'.length;

/** Every role of the template under the boundary, path and names that the stage asks for. */
export function withRoleOptions(template: Template, stage: string, parameters: RoleParameters): Template {
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]) => [
      id,
      resource.Type === 'AWS::IAM::Role' ? withOptions(resource, stage, parameters) : resource,
    ]),
  );
  return { ...template, Resources };
}

function withOptions(
  role: TemplateResource,
  stage: string,
  { permissionsBoundaryArn, rolePath, roleNamePrefix }: RoleParameters,
): TemplateResource {
  return {
    ...role,
    Properties: {
      ...role.Properties,
      RoleName: { 'Fn::Sub': renamed(nameOf(role), stage, roleNamePrefix) },
      ...(rolePath !== '/' && { Path: rolePath }),
      ...(permissionsBoundaryArn !== '' && { PermissionsBoundary: permissionsBoundaryArn }),
    },
  };
}

const nameOf = ({ Properties }: TemplateResource): string =>
  (Properties?.RoleName as { 'Fn::Sub': string })['Fn::Sub'];

function renamed(name: string, stage: string, prefix: string): string {
  if (prefix === '') return name;
  const next = name.replace(`inlet-${stage}-`, prefix);
  const length = next.replace('${AWS::Region}', '').length + LONGEST_REGION;
  if (length > LONGEST_NAME)
    throw new InvalidParameter(
      `roleNamePrefix is ${JSON.stringify(prefix)}, but the role ${next} may have ${LONGEST_NAME} characters at most`,
      { actual: prefix, expected: `at most ${LONGEST_NAME} characters of the whole name` },
    );
  return next;
}

const pathOf = ({ Properties }: TemplateResource): string =>
  typeof Properties?.Path === 'string' ? Properties.Path : '/';

/** A role's ARN by its name: for who must be made before the role. */
export const roleArnByName = (role: TemplateResource): { 'Fn::Sub': string } => ({
  'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role${pathOf(role)}${nameOf(role)}`,
});
