/** Which of our functions stand for which upstream tests: by package (the name of its file), then by test. */
import type { Adapters, Fields } from './row.ts';
import * as access from './units/access.ts';
import * as admission from './units/admission.ts';
import { apiValidation } from './units/apiValidation.ts';
import { managedFields, managedInternals } from './units/managedFields.ts';
import { reconciliation } from './units/reconciliation.ts';
import { kubeVersions, netTexts } from './units/serverTexts.ts';
import { strategicPatches } from './units/patches.ts';
import { policyTypes } from './units/policyTypes.ts';
import { disruptionTests, nodeLifecycles, podGcs, taintManagerTests, ttlTests } from './units/cleaners.ts';
import { ephemeralVolumes, roleAggregation, serviceAccounts } from './units/identities.ts';
import { hintsWanted, lopsidedZones, zoneHints } from './units/zoneHints.ts';
import { nodeAttempts } from './units/nodeRestriction.ts';
import { multiNodeRanges, nodeRanges } from './units/nodeRanges.ts';
import { podAutoscaler } from './units/autoscaling.ts';
import { daemonUtils, jobs, taintManager } from './units/batch.ts';
import { daemons, daemonTemplate } from './units/daemons.ts';
import { coreConversion } from './units/coreConversion.ts';
import { coreParts } from './units/coreParts.ts';
import { cronJobs } from './units/cronJobs.ts';
import { defaultRules } from './units/defaults.ts';
import { controllerUtils, deployments, deploymentUtils, replicaSets, statefulSets } from './units/controllers.ts';
import { endpointSyncs, sliceMirrors, sliceReconciles, sliceSyncs } from './units/endpointSyncs.ts';
import { endpointsController, endpointSlices, endpointSliceUtils, subsets } from './units/endpoints.ts';
import { garbageRows } from './units/garbage.ts';
import * as helpers from './units/helpers.ts';
import * as kindRules from './units/kindRules.ts';
import { hashes } from './units/kubectlCreate.ts';
import { abacWorlds, nodeWorlds } from './units/accessWorlds.ts';
import * as preempting from './units/preemptionRows.ts';
import * as kubectlRules from './units/kubectlRules.ts';
import * as rules from './units/ruleRows.ts';
import * as switched from './units/switchedPlugins.ts';
import { labelTexts, portsMade } from './units/runExpose.ts';
import { serviceStorage } from './units/serviceStorage.ts';
import * as optional from './units/optionalAdmission.ts';
import { diffParts } from './units/kubectlMore.ts';
import { cpParts } from './units/kubectlMade.ts';
import { getParts } from './units/kubectlGet.ts';
import { setParts, sharedTaints, taintParts } from './units/kubectlSet.ts';
import { describeParts } from './units/kubectlDescribe.ts';
import { polymorphic } from './units/kubectlObjects.ts';
import { kubelet, kubeletContainer, kubeletDns, kubeletStatus } from './units/kubelet.ts';
import * as parts from './units/kubeletParts.ts';
import * as lookUps from './units/lookUps.ts';
import { sliceLabelRows } from './units/sliceLabels.ts';
import { scheduledPods } from './units/schedulePods.ts';
import * as tableRows from './units/tableRows.ts';
import * as refusals from './units/refusalRows.ts';
import * as owners from './units/ownerRows.ts';
import * as kubeletRows from './units/kubeletRows.ts';
import { autoscalerLoops, endpointSliceLoops, ownSlices, replicaSetLoops, statefulSetLoops } from './units/loops.ts';
import * as volumes from './units/podVolumes.ts';
import * as strategies from './units/strategyRows.ts';
import { podStorage } from './units/podStorage.ts';
import { proxyParts } from './units/proxyParts.ts';
import { printers } from './units/printers.ts';
import { historyRows } from './units/historyRows.ts';
import { histories } from './units/rollouts.ts';
import { setPlays } from './units/setPlays.ts';
import { schedulerPlugins } from './units/scheduler.ts';
import {
  pluginHelper,
  queueSort,
  schedulerFramework,
  schedulerPreemption,
  schedulerUtil,
  schedulingHelpers,
} from './units/schedulerCore.ts';
import { nodeTtl } from './units/nodeTtl.ts';
import * as accounts from './units/schedulerAccounts.ts';
import * as cycles from './units/schedulerCycles.ts';
import { cacheRows, nominations } from './units/cacheRows.ts';
import { volumeBinderCalls } from './units/schedulerBindings.ts';
import * as closures from './units/controllerClosures.ts';
import * as controllerParts from './units/controllerParts.ts';
import * as config from './units/schedulerConfig.ts';
import * as misc from './units/schedulerMisc.ts';
import * as small from './units/smallParts.ts';
import { affinityStates, preemptions, spreadStates } from './units/schedulerStates.ts';
import { volumeBindings, volumeHelpers, volumeLimits, volumeUtil, volumeZones } from './units/schedulerVolumes.ts';
import { nodeAffinity } from './units/scheduling.ts';
import { podRules } from './units/podRules.ts';
import { podSecurity } from './units/podSecurity.ts';
import { quotaAmounts, quotaController, quotaEvaluators } from './units/quota.ts';
import { quantity } from './units/quantity.ts';
import { fields, labels, metaV1 } from './units/selectors.ts';
import { durations, intstr, jsonPaths } from './units/small.ts';
import { volumePlays } from './units/volumePlays.ts';
import { volumeBinder, volumeProtection } from './units/volumeBinder.ts';
import * as warnings from './units/warnings.ts';
import * as kubeletSmall from './units/kubeletSmall.ts';
import { listValidation, logValidation, metaValidation, utilValidation } from './units/validation.ts';

export const adaptersOf: Readonly<Record<string, Adapters | ((tests: Fields) => Adapters)>> = {
  ...defaultRules,
  pkg__apis__core__v1: { ...defaultRules['pkg__apis__core__v1'], ...coreConversion },
  'k8s.io.apimachinery__pkg__api__resource': quantity,
  'k8s.io.apimachinery__pkg__apis__meta__v1': metaV1,
  'k8s.io.apimachinery__pkg__apis__meta__internalversion__validation': listValidation,
  'k8s.io.apimachinery__pkg__apis__meta__v1__validation': metaValidation,
  'k8s.io.api__core__v1': { ...kubeletSmall.coreTypes, ...rules.matchedTaints },
  'k8s.io.apimachinery__pkg__util__net': netTexts,
  'k8s.io.apimachinery__pkg__version': kubeVersions,
  'k8s.io.component-helpers__auth__rbac__reconciliation': reconciliation,
  pkg__fieldpath: { ...kubeletSmall.fieldPaths, ...lookUps.fieldTexts },
  pkg__probe: kubeletSmall.probePorts,
  pkg__kubelet__types: { ...kubeletSmall.kubeletTypes, ...preempting.criticalPods },
  pkg__kubelet__preemption: preempting.preemptionRows,
  pkg__registry__batch__cronjob: warnings.cronJobWarnings,
  pkg__registry__discovery__endpointslice: warnings.sliceWarnings,
  pkg__registry__batch__job__storage: warnings.jobDeletions,
  'k8s.io.cli-runtime__pkg__printers': tableRows.tablePrinters,
  pkg__registry__core__pod__rest: tableRows.logRests,
  pkg__apis__autoscaling__v2: tableRows.scalingRules,
  pkg__registry__core__node: apiValidation,
  pkg__registry__apps__deployment: apiValidation,
  pkg__registry__apps__daemonset: apiValidation,
  pkg__registry__apps__replicaset: apiValidation,
  pkg__registry__apps__controllerrevision: ({ TestStrategy_Validate }) => apiValidation({ TestStrategy_Validate }),
  'k8s.io.apimachinery__pkg__api__validation': helpers.apiMeta,
  'k8s.io.apimachinery__pkg__api__validation__path': helpers.pathNames,
  'k8s.io.apimachinery__pkg__util__managedfields': managedFields,
  'k8s.io.apimachinery__pkg__util__managedfields__internal': { ...helpers.managedParts, ...managedInternals },
  pkg__apis__core__helper: helpers.coreHelper,
  pkg__apis__core__v1__helper: { ...helpers.v1Helper, ...rules.topologyTerms },
  pkg__api__v1__persistentvolume: rules.volumeSecretRows,
  pkg__apis__core__pods: kubectlRules.fieldLabels,
  'k8s.io.kubectl__pkg__cmd__debug': kubectlRules.debugProfiles,
  'k8s.io.kubectl__pkg__cmd__util': kubectlRules.overrides,
  'k8s.io.kubectl__pkg__util': kubectlRules.forwardedPorts,
  'k8s.io.kubectl__pkg__util__podutils': kubectlRules.activePods,
  pkg__apis__core: rules.matchedTolerations,
  pkg__registry__core__service: rules.serviceFields,
  'k8s.io.kubectl__pkg__util__storage': rules.claimClasses,
  pkg__util__node: rules.readyNodes,
  pkg__apis__core__v1__helper__qos: helpers.qos,
  pkg__apis__core__v1__validation: { ...helpers.v1Validation, ...logValidation },
  'k8s.io.apimachinery__pkg__fields': fields,
  'k8s.io.apimachinery__pkg__labels': labels,
  'k8s.io.apimachinery__pkg__util__duration': durations,
  'k8s.io.apimachinery__pkg__util__intstr': intstr,
  'k8s.io.apimachinery__pkg__util__strategicpatch': strategicPatches,
  'k8s.io.apimachinery__pkg__util__validation': { ...utilValidation, ...kindRules.domainRules },
  'k8s.io.apiserver__pkg__quota__v1': quotaAmounts,
  'k8s.io.client-go__util__jsonpath': jsonPaths,
  'k8s.io.client-go__tools__record': small.recorders,
  'k8s.io.component-helpers__node__topology': small.nodeTopology,
  'k8s.io.component-helpers__scheduling__corev1__nodeaffinity': { ...nodeAffinity, ...small.nodeSelectors },
  'k8s.io.endpointslice': (tests) => ({
    ...endpointSlices,
    ...sliceReconciles,
    ...endpointSliceLoops(tests),
    Test_hintsEnabled: hintsWanted,
    ...refusals.missingNodeRows,
    ...sliceLabelRows,
  }),
  'k8s.io.endpointslice__topologycache': zoneHints,
  'k8s.io.kubectl__pkg__cmd__cp': cpParts,
  'k8s.io.kubectl__pkg__cmd__diff': diffParts,
  'k8s.io.kubectl__pkg__cmd__get': { ...getParts, ...tableRows.readablePrinters },
  'k8s.io.kubectl__pkg__cmd__set': setParts,
  'k8s.io.kubectl__pkg__cmd__taint': taintParts,
  'k8s.io.kubectl__pkg__describe': describeParts,
  'k8s.io.kubectl__pkg__polymorphichelpers': polymorphic,
  'k8s.io.kubectl__pkg__util__hash': hashes,
  'k8s.io.endpointslice__util': (tests) => ({ ...endpointSliceUtils, ...closures.hostnames, ...owners.servicesOfPods(tests) }),
  'k8s.io.pod-security-admission__policy': podSecurity,
  pkg__controller__nodeipam__ipam__cidrset: nodeRanges,
  pkg__controller__nodeipam__ipam__multicidrset: multiNodeRanges,
  pkg__api__job: warnings.jobWarningRows,
  pkg__api__persistentvolume: warnings.volumeWarnings,
  pkg__api__persistentvolumeclaim: { ...warnings.claimWarnings, ...strategies.claimFields },
  pkg__api__pod: warnings.podWarnings,
  pkg__api__storage: warnings.storageWarnings,
  pkg__api__v1__endpoints: subsets,
  pkg__apis__admissionregistration__validation: (tests) => ({ ...apiValidation(tests), ...kindRules.admissionRules }),
  pkg__apis__apps__validation: (tests) => ({ ...apiValidation(tests), ...kindRules.appsRules }),
  pkg__apis__node__validation: (tests) => ({ ...apiValidation(tests), ...kindRules.nodeRules }),
  pkg__apis__certificates__validation: apiValidation,
  pkg__apis__flowcontrol__validation: apiValidation,
  pkg__apis__coordination__validation: apiValidation,
  pkg__apis__autoscaling__validation: (tests) => ({ ...apiValidation(tests), ...kindRules.autoscalingRules }),
  pkg__apis__batch__validation: (tests) => ({ ...apiValidation(tests), ...kindRules.batchRules }),
  pkg__apis__core__validation: (tests) => ({
    ...apiValidation(tests),
    ...podRules,
    ...kindRules.coreKindRules,
    ...coreParts,
    ...logValidation,
  }),
  pkg__apis__discovery__validation: apiValidation,
  pkg__apis__networking__validation: (tests) => ({ ...apiValidation(tests), ...kindRules.networkingRules }),
  pkg__apis__policy__validation: (tests) => ({ ...apiValidation(tests), ...kindRules.policyRules }),
  pkg__apis__rbac__validation: apiValidation,
  pkg__apis__scheduling__validation: apiValidation,
  pkg__apis__storage__validation: (tests) => ({ ...apiValidation(tests), ...kindRules.storageRules }),
  pkg__controller: { ...controllerUtils, ...closures.claimClosures },
  pkg__controller__namespace__deletion: controllerParts.namespaceParts,
  pkg__controller__volume__protectionutil: controllerParts.protectionParts,
  pkg__controller__cronjob: { ...cronJobs, ...owners.cronJobOwners, ...closures.dueJobs },
  pkg__controller__daemon: { ...daemons, ...owners.daemonOwners, ...refusals.daemonStatusErrors },
  pkg__controller__daemon__util: { ...daemonUtils, ...daemonTemplate },
  pkg__controller__job: (tests) => ({
    ...jobs,
    ...controllerParts.jobParts,
    ...closures.backOffClosures,
    ...owners.jobsOfPods,
    ...refusals.jobRefusals,
    ...lookUps.creationTimes(tests),
  }),
  pkg__controller__clusterroleaggregation: roleAggregation,
  pkg__controller__serviceaccount: serviceAccounts,
  pkg__controller__volume__ephemeral: ephemeralVolumes,
  pkg__controller__disruption: { ...disruptionTests, ...refusals.scaleFinders },
  pkg__controller__nodelifecycle: { ...nodeLifecycles, ...closures.healthClosures },
  pkg__controller__nodelifecycle__scheduler: { ...taintManager, ...taintManagerTests },
  pkg__controller__podgc: { ...podGcs, ...controllerParts.podGcParts },
  pkg__controller__ttl: nodeTtl,
  pkg__controller__ttlafterfinished: ttlTests,
  pkg__controller__validatingadmissionpolicystatus: policyTypes,
  pkg__controller__volume__pvcprotection: volumeProtection,
  pkg__controller__volume__pvprotection: volumeProtection,
  pkg__controller__deployment: { ...deployments, ...small.recreations, ...owners.stuckDeployments },
  pkg__controller__deployment__util: (tests) => ({
    ...deploymentUtils,
    ...small.sizeAnnotations,
    ...owners.timedOutDeployments,
    ...owners.deploymentsOfSets(tests),
  }),
  pkg__controller__endpoint: { ...endpointsController, ...endpointSyncs },
  pkg__controller__endpointslice: (tests) => ({ ...sliceSyncs, ...lopsidedZones, ...ownSlices(tests) }),
  pkg__controller__endpointslicemirroring: { ...sliceMirrors, ...controllerParts.mirrorParts },
  pkg__controller__garbagecollector: garbageRows,
  pkg__controller__history: { ...histories, ...historyRows },
  pkg__controller__replicaset: {
    ...replicaSets,
    ...replicaSetLoops,
    ...small.replicaFailures,
    ...owners.ownersOfPods,
    ...closures.slowStarts,
  },
  pkg__controller__statefulset: (tests) => ({
    ...statefulSets,
    ...statefulSetLoops(tests),
    ...setPlays,
    ...controllerParts.statefulSetParts,
    ...refusals.setStatusErrors,
  }),
  pkg__controller__volume__persistentvolume: (tests) => ({
    ...volumeBinder(tests),
    ...closures.volumeClosures,
    ...lookUps.volumeMatches,
    ...volumePlays,
  }),
  pkg__kubelet: { ...kubelet, ...kubeletRows.podStatuses },
  pkg__kubelet__lifecycle: kubeletRows.lifecycleRows,
  pkg__api__v1__pod: { ...parts.podHelpers, ...lookUps.podPorts },
  pkg__api__v1__resource: { ...helpers.podResources, ...parts.podResourceHelpers },
  pkg__kubelet__container: { ...kubeletContainer, ...parts.kubeletPaths, ...kubeletRows.portMappings },
  pkg__kubelet__envvars: parts.kubeletVariables,
  pkg__kubelet__images: parts.kubeletImages,
  pkg__kubelet__kuberuntime: { ...parts.kubeletRuntime, ...kubeletRows.initContainers },
  pkg__kubelet__prober: parts.kubeletProber,
  pkg__util__parsers: parts.imageNames,
  pkg__kubelet__network__dns: { ...kubeletDns, ...parts.kubeletDnsFiles, ...kubeletRows.resolverLimits },
  pkg__kubelet__status: { ...kubeletStatus, ...kubeletRows.conditionTimes },
  pkg__printers__internalversion: (tests) => ({ ...printers(tests), ...tableRows.timePrinters }),
  pkg__proxy: proxyParts,
  'k8s.io.component-helpers__scheduling__corev1': schedulingHelpers,
  'k8s.io.component-helpers__storage__volume': volumeHelpers,
  pkg__scheduler__framework__plugins__nodevolumelimits: volumeLimits,
  pkg__scheduler__framework__plugins__volumebinding: { ...volumeBindings, ...volumeBinderCalls },
  pkg__scheduler__framework__plugins__volumezone: volumeZones,
  pkg__volume__util: volumeUtil,
  pkg__volume__configmap: volumes.configMapVolumes,
  pkg__volume__downwardapi: volumes.downwardVolumes,
  pkg__volume__projected: volumes.projectedVolumes,
  pkg__volume__secret: volumes.secretVolumes,
  pkg__scheduler__apis__config: config.configTypes,
  pkg__scheduler__apis__config__scheme: config.configScheme,
  pkg__scheduler__apis__config__v1: config.configVersion,
  pkg__scheduler__apis__config__v1beta3: config.configVersion,
  pkg__scheduler__apis__config__validation: config.configValidation,
  pkg__scheduler__framework__runtime: { ...misc.schedulerRuntime, ...config.multiPoint, ...cycles.frameworkRuns },
  pkg__scheduler__internal__cache: { ...misc.schedulerCaches, ...accounts.cacheAccounts, ...cacheRows },
  pkg__scheduler__internal__queue: { ...accounts.queueAccounts, ...nominations },
  pkg__scheduler: { ...cycles.schedulerCycles, ...misc.schedulerNews, ...kubeletRows.admissionChecks, ...scheduledPods },
  pkg__scheduler__framework: { ...schedulerFramework, ...misc.schedulerTypes, ...cycles.preFilterResults, ...accounts.frameworkAccounts },
  pkg__scheduler__framework__preemption: schedulerPreemption,
  pkg__scheduler__util: { ...schedulerUtil, ...misc.schedulerHelpers },
  pkg__scheduler__framework__plugins__helper: { ...pluginHelper, ...accounts.helperAccounts },
  pkg__scheduler__framework__plugins__schedulinggates: cycles.gatePlugin,
  pkg__scheduler__framework__plugins__defaultbinder: cycles.binderPlugin,
  pkg__scheduler__framework__plugins__selectorspread: cycles.selectorSpreads,
  pkg__scheduler__framework__plugins__queuesort: queueSort,
  pkg__controller__podautoscaler: { ...podAutoscaler, ...autoscalerLoops, ...controllerParts.autoscalerParts },
  pkg__controller__resourcequota: quotaController,
  pkg__quota__v1__evaluator__core: quotaEvaluators,
  pkg__util__tolerations: optional.tolerationRules,
  plugin__pkg__admission__alwayspullimages: optional.imagePulls,
  plugin__pkg__admission__extendedresourcetoleration: optional.extendedResources,
  plugin__pkg__admission__network__denyserviceexternalips: optional.externalIps,
  plugin__pkg__admission__podnodeselector: optional.nodeSelecting,
  plugin__pkg__admission__podtolerationrestriction: optional.tolerationLimits,
  plugin__pkg__admission__antiaffinity: switched.hardAntiAffinity,
  plugin__pkg__admission__securitycontext__scdeny: switched.contextDenial,
  plugin__pkg__admission__deny: switched.denying,
  plugin__pkg__admission__eventratelimit: switched.eventLimits,
  plugin__pkg__admission__eventratelimit__apis__eventratelimit__validation: switched.eventLimitRules,
  plugin__pkg__admission__resourcequota: switched.limitedScopes,
  plugin__pkg__admission__gc: switched.ownerPermissions,
  plugin__pkg__admission__storage__persistentvolume__resize: switched.claimGrowth,
  plugin__pkg__admission__defaulttolerationseconds: admission.defaultTolerationSeconds,
  plugin__pkg__admission__limitranger: admission.limitRanger,
  plugin__pkg__admission__network__defaultingressclass: admission.ingressClasses,
  plugin__pkg__admission__nodetaint: admission.nodeTaint,
  plugin__pkg__admission__priority: admission.priority,
  plugin__pkg__admission__storage__storageclass__setdefault: admission.setDefaultStorageClass,
  plugin__pkg__admission__storage__storageobjectinuseprotection: admission.storageProtection,
  ...Object.fromEntries(Object.entries(schedulerPlugins).map(([name, tests]) => [`pkg__scheduler__framework__plugins__${name}`, tests])),
  pkg__scheduler__framework__plugins__defaultpreemption: preemptions,
  pkg__scheduler__framework__plugins__interpodaffinity: {
    ...schedulerPlugins['interpodaffinity'],
    ...affinityStates,
    ...accounts.affinityAccounts,
  },
  pkg__scheduler__framework__plugins__imagelocality: { ...schedulerPlugins['imagelocality'], ...accounts.imageAccounts },
  pkg__scheduler__framework__plugins__nodeports: { ...schedulerPlugins['nodeports'], ...accounts.portAccounts },
  pkg__scheduler__framework__plugins__noderesources: { ...schedulerPlugins['noderesources'], ...accounts.resourceAccounts },
  pkg__scheduler__framework__plugins__podtopologyspread: {
    ...schedulerPlugins['podtopologyspread'],
    ...spreadStates,
    ...accounts.spreadAccounts,
  },
  'k8s.io.component-helpers__auth__rbac__validation': access.rbacComparator,
  pkg__apis__abac__v0: access.abacFirst,
  pkg__apis__abac__v1beta1: access.abacBeta,
  pkg__apis__authorization__validation: access.reviews,
  pkg__apis__rbac: access.rbacHelpers,
  pkg__auth__authorizer__abac: { ...access.abac, ...abacWorlds },
  pkg__auth__nodeidentifier: access.nodeIdentifier,
  pkg__registry__authorization__util: access.reviewHelpers,
  pkg__registry__rbac__validation: access.rbacRules,
  plugin__pkg__admission__noderestriction: { ...access.nodeRestriction, ...nodeAttempts },
  plugin__pkg__auth__authorizer__node: nodeWorlds,
  plugin__pkg__auth__authorizer__rbac: access.rbac,
  pkg__registry__apps__statefulset: strategies.statefulSetStrategy,
  pkg__registry__batch__job: strategies.jobStrategy,
  pkg__registry__core__namespace__storage: strategies.namespaceStorage,
  pkg__registry__core__persistentvolumeclaim: strategies.claimStrategy,
  pkg__registry__core__pod: (tests) => ({ ...apiValidation(tests), ...strategies.podStrategy, ...tableRows.logPlaces }),
  pkg__registry__core__pod__storage: { ...podStorage, ...lookUps.podProxies },
  pkg__registry__core__service__storage: { ...serviceStorage, ...lookUps.serviceProxies },
  'k8s.io.kubectl__pkg__generate': labelTexts,
  'k8s.io.kubectl__pkg__cmd__expose': portsMade,
  pkg__util__taints: { ...sharedTaints, ...rules.taintRows },
};
