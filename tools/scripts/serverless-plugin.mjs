import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { broughtFacts } from './brought-facts.mjs';
import importTypeScript from './import-typescript.cjs';
import { ledgerFormatRow } from './ledger-format-row.mjs';
import { asDeployed } from './invoke-local.mjs';

/** Joins the framework's life cycle to Inlet's own build: see tools/build/ for each step. */
export default class InletPlugin {
  constructor(serverless, options, { log }) {
    const { service, serviceDir } = serverless;
    const stage = () => serverless.getProvider('aws').getStage();
    const region = () => serverless.getProvider('aws').getRegion();
    const ownsDataStore = () => service.custom.existing.DataStore === '';

    /** Of the command line, and of serverless.yml for the stage. */
    const parameterNames = () => [
      ...(serverless.processedInput.options.param ?? []).map((text) => text.slice(0, text.indexOf('='))),
      ...['default', stage()].flatMap((name) =>
        Object.keys(serverless.configurationInput.params?.[name] ?? {}),
      ),
    ];

    /** Shows an error by its message and code, without the framework's stack trace. */
    const inWords = (step) => async () => {
      try {
        await step();
      } catch (error) {
        throw new serverless.classes.Error(error.message, error.code ?? 'INLET');
      }
    };

    const build = async () => {
      const { buildFunctions, checkFrozenIdentity, checkOwnPlace, checkParameterNames, checkSchedules } =
        await importTypeScript('tools/build/index.ts');
      checkParameterNames(parameterNames());
      checkOwnPlace(stage(), { region: region() }, serviceDir);
      await checkSchedules(stage(), region(), serviceDir);
      if (ownsDataStore()) checkFrozenIdentity(stage(), serviceDir);
      await buildFunctions({
        stage: stage(),
        root: serviceDir,
        isTraced: service.custom.parameters.tracing,
      });
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
        stage: stage(),
        parameters: custom.parameters,
        identityProviderVersion: functions.identityProvider.versionLogicalId,
        existing: custom.existing,
        ownDataStoreId: custom.existing.DataStore || frozenDataStoreId(stage(), serviceDir),
        ...stageValues(stage(), serviceDir, custom.parameters),
      });
    };

    const checkBrought = async () => {
      const { existing, parameters } = service.custom;
      const { inboxKeyArn } = parameters;
      if (existing.InboxBucket === '' && existing.Bus === '') return;
      const { checkBrought: check } = await importTypeScript('tools/build/index.ts');
      const facts = await broughtFacts(existing, await serverless.getProvider('aws').getAwsSdkV3Config());
      for (const unknown of check({ region: region(), existing, inboxKeyArn }, facts)) log.warning(unknown);
    };

    /** A version that would misread the ledger is refused before anything of it is there. */
    const checkLedger = async () => {
      const { checkLedger: check } = await importTypeScript('tools/build/index.ts');
      const table = service.custom.existing.LedgerTable || `inlet-${stage()}-ledger`;
      const { item, unknown } = await ledgerFormatRow(
        table,
        await serverless.getProvider('aws').getAwsSdkV3Config(),
      );
      if (unknown !== undefined) log.warning(unknown);
      await check(item);
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

    const outputs = async () => {
      const provider = serverless.getProvider('aws');
      const StackName = provider.naming.getStackName();
      const cloudFormation = await provider.getCloudFormationClient();
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
      return Object.fromEntries(
        (Stacks[0].Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
      );
    };

    const freeze = async () => {
      const { freezeIdentity } = await importTypeScript('tools/build/index.ts');
      if (!ownsDataStore()) return;
      const file = freezeIdentity(stage(), (await outputs()).DatastoreId, serviceDir);
      if (file)
        log.notice(
          `The data store's identity is fixed from now on: commit ${file}. From the next deployment on the identity provider answers for this store alone.`,
        );
    };

    const sayWhatIsThere = async () => {
      const { deployedNotice } = await importTypeScript('tools/build/index.ts');
      const { Resources } = service.provider.compiledCloudFormationTemplate;
      const { lines, warnings } = deployedNotice(
        stage(),
        await outputs(),
        Resources,
        service.custom.parameters,
      );
      for (const line of lines) log.notice(line);
      for (const warning of warnings) log.warning(warning);
    };

    /** Asked for before the stack goes: afterwards nobody knows the ids. */
    let ofStack = [];
    const noteWhatIsThere = async () => {
      ofStack = await serverless.getProvider('aws').getStackResources();
    };

    const sayWhatStays = async () => {
      const { retainedResources } = await importTypeScript('tools/build/index.ts');
      const lines = retainedResources(service.resources.Resources, ofStack);
      if (lines.length === 0) return;
      log.notice('What holds data stays. The next deployment takes it over by these parameters; keep them:');
      for (const line of lines) log.notice(`  ${line}`);
    };

    /** The framework looks at the function's environment before the first step of the command that has a hook. */
    const makeReadyToInvoke = async () => {
      const { commands } = serverless.processedInput;
      if (commands.join(' ') !== 'invoke local') return;
      const invoked = service.getFunction(options.function);
      const { environment, context } = await asDeployed(stage(), invoked.name, () =>
        serverless.getProvider('aws').getAwsSdkV3Config(),
      );
      invoked.environment = environment;
      if (options.contextPath === undefined) options.context ??= context;
      const { buildFunctions } = await importTypeScript('tools/build/index.ts');
      await buildFunctions({ stage: stage(), root: serviceDir });
    };

    this.hooks = {
      initialize: inWords(makeReadyToInvoke),
      'before:package:createDeploymentArtifacts': inWords(build),
      'after:aws:package:finalize:mergeCustomProviderResources': inWords(finish),
      'before:aws:deploy:deploy:createStack': inWords(async () => {
        await checkAccount();
        await checkBrought();
        await checkLedger();
      }),
      'after:aws:deploy:deploy:createStack': inWords(checkNothingForgotten),
      'after:deploy:deploy': inWords(async () => {
        await freeze();
        await sayWhatIsThere();
      }),
      'before:remove:remove': inWords(noteWhatIsThere),
      'after:remove:remove': inWords(sayWhatStays),
    };
  }
}
