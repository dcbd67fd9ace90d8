import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { broughtFacts } from './brought-facts.mjs';
import importTypeScript from './import-typescript.cjs';

/** Joins the framework's life cycle to Inlet's own build: see tools/build/ for each step. */
export default class InletPlugin {
  constructor(serverless, _options, { log }) {
    const { service, serviceDir } = serverless;
    const stage = () => serverless.getProvider('aws').getStage();
    const region = () => serverless.getProvider('aws').getRegion();
    const ownsDataStore = () => service.custom.existing.DataStore === '';

    /** Shows an error by its message and code, without the framework's stack trace. */
    const inWords = (step) => async () => {
      try {
        await step();
      } catch (error) {
        throw new serverless.classes.Error(error.message, error.code ?? 'INLET');
      }
    };

    const build = async () => {
      const { buildFunctions, checkFrozenIdentity, checkOwnPlace, checkSchedules } =
        await importTypeScript('tools/build/index.ts');
      checkOwnPlace(stage(), { region: region() }, serviceDir);
      await checkSchedules(stage(), region(), serviceDir);
      if (ownsDataStore()) checkFrozenIdentity(stage(), serviceDir);
      await buildFunctions({ stage: stage(), root: serviceDir });
    };

    /** Packaging knows no account; deploying does, and nothing is there yet. */
    const checkAccount = async () => {
      const { checkOwnPlace } = await importTypeScript('tools/build/index.ts');
      const accountId = await serverless.getProvider('aws').getAccountId();
      checkOwnPlace(stage(), { region: region(), accountId }, serviceDir);
    };

    const finish = async () => {
      const { finishTemplate, frozenDataStoreId, stageValues } =
        await importTypeScript('tools/build/index.ts');
      const { provider, functions, custom } = service;
      provider.compiledCloudFormationTemplate = finishTemplate(provider.compiledCloudFormationTemplate, {
        identityProviderVersion: functions.identityProvider.versionLogicalId,
        provisionedConcurrency: Number(custom.identityProviderProvisionedConcurrency),
        existing: custom.existing,
        inboxKeyArn: custom.inboxKeyArn,
        stage: stage(),
        publishSchemas: custom.publishSchemas,
        archiveDays: custom.archiveDays,
        ownDataStoreId: custom.existing.DataStore || frozenDataStoreId(stage(), serviceDir),
        ...stageValues(stage(), serviceDir),
      });
    };

    const checkBrought = async () => {
      const { existing, inboxKeyArn } = service.custom;
      if (existing.InboxBucket === '' && existing.Bus === '') return;
      const { checkBrought: check } = await importTypeScript('tools/build/index.ts');
      const facts = await broughtFacts(existing, await serverless.getProvider('aws').getAwsSdkV3Config());
      for (const unknown of check({ region: region(), existing, inboxKeyArn }, facts)) log.warning(unknown);
    };

    /** The stack exists by now, if only with its deployment bucket. */
    const checkNothingForgotten = async () => {
      const { checkNothingForgotten: check } = await importTypeScript('tools/build/index.ts');
      const resources = await serverless.getProvider('aws').getStackResources();
      check(
        service.provider.compiledCloudFormationTemplate,
        service.custom.existing,
        resources
          .filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE')
          .map(({ LogicalResourceId }) => LogicalResourceId),
      );
    };

    const outputOf = async (name) => {
      const provider = serverless.getProvider('aws');
      const StackName = provider.naming.getStackName();
      const cloudFormation = await provider.getCloudFormationClient();
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
      return Stacks[0].Outputs.find(({ OutputKey }) => OutputKey === name).OutputValue;
    };

    const freeze = async () => {
      const { freezeIdentity } = await importTypeScript('tools/build/index.ts');
      if (!ownsDataStore()) return;
      const file = freezeIdentity(stage(), await outputOf('DatastoreId'), serviceDir);
      if (file)
        log.notice(
          `The data store's identity is fixed from now on: commit ${file}. From the next deployment on the identity provider answers for this store alone.`,
        );
    };

    const sayWhatStays = async () => {
      const { retainedResources } = await importTypeScript('tools/build/index.ts');
      log.notice('What holds data stays; the next stack takes it over by --param="existing...=...":');
      for (const line of retainedResources(service.resources.Resources)) log.notice(`  ${line}`);
    };

    this.hooks = {
      'before:package:createDeploymentArtifacts': inWords(build),
      'after:aws:package:finalize:mergeCustomProviderResources': inWords(finish),
      'before:aws:deploy:deploy:createStack': inWords(async () => {
        await checkAccount();
        await checkBrought();
      }),
      'after:aws:deploy:deploy:createStack': inWords(checkNothingForgotten),
      'after:deploy:deploy': inWords(freeze),
      'after:remove:remove': inWords(sayWhatStays),
    };
  }
}
