/** Reasons for tables of clients and of small parts: what a row lacks, or what only Go's program has. */
import type { Reasons } from './reasons.ts';

export const clientReasons: Reasons = [
  [
    'the row names files that the test wrote and removed: their contents are not in it',
    ['k8s.io.kubectl__pkg__cmd__create', 'setupEnvFile', 'setupSecretEnvFile', 'TestCreateSecretTLS'],
    ['k8s.io.kubectl__pkg__cmd__apply', 'TestRunApplySetLastApplied', 'TestApplyWithPruneV2Fail', 'TestLoadObjects'],
    ['k8s.io.kubectl__pkg__cmd__config', 'TestModifyExistingAuthInfo', 'TestViewClusterMinify'],
  ],
  [
    'sets of applied objects are alpha in kubectl 1.28 and off',
    ['k8s.io.kubectl__pkg__cmd__apply', 'TestApplySetInvalidLiveParent', 'TestApplySetParentValidation'],
  ],
  [
    'a page has one cluster and no files of clusters, users and certificates to choose from',
    ['k8s.io.client-go__tools__clientcmd'],
    [
      'k8s.io.kubectl__pkg__cmd__config',
      'TestDeleteUserComplete',
      'TestDeleteUserRun',
      'TestDeleteUserValidate',
      'TestGetUsersRun',
      'TestSetCredentialsOptions',
    ],
  ],
  ['a tab cannot listen: kubectl proxy says so', ['k8s.io.kubectl__pkg__proxy']],
  [
    'the row has a fake client that answers as it is told, without its answers',
    ['k8s.io.kubectl__pkg__scale'],
    ['k8s.io.client-go__tools__record', 'TestMultiSinkCache', 'TestWriteEventError'],
    ['k8s.io.client-go__tools__events'],
    ['k8s.io.kubectl__pkg__cmd__auth', 'TestRunAccessCheck', 'TestRunResourceFor'],
    ['pkg__kubelet', 'TestSyncLabels', 'TestUpdateNewNodeStatus'],
  ],
  [
    'the template or path of the test is beside its table: the row has the object only',
    [
      'k8s.io.cli-runtime__pkg__printers',
      'TestPrinters',
      'TestPrintersSuccess',
      'TestTemplateErrors',
      'TestTemplateStrings',
      'TestTemplateSuccess',
      'TestOmitManagedFieldsPrinter',
    ],
    ['pkg__printers__internalversion', 'TestTranslateTimestampUntil'],
  ],
  [
    'the schema of the test is a file of its own, of kinds that no server has',
    ['k8s.io.kubectl__pkg__explain', 'TestCRDModel', 'TestFindField', 'TestModel', 'TestReferenceTypename'],
    ['k8s.io.kubectl__pkg__validation'],
  ],
  [
    'parameters of generators are Go maps of anything; flags here have types',
    ['k8s.io.kubectl__pkg__generate', 'TestGetBool', 'TestIsZero', 'TestMakeParseProtocols', 'TestValidateParams'],
    ['k8s.io.kubectl__pkg__cmd__config', 'TestToBool'],
    ['k8s.io.kubectl__pkg__cmd__util', 'TestDifferenceFunc'],
  ],
  [
    'an error of the server is told by its Status here, of which the row has the text only',
    ['k8s.io.kubectl__pkg__cmd__util', 'testCheckError'],
  ],
  [
    'the test looks into caches and clocks of Go that stand between kubelet and runtime',
    ['pkg__kubelet__container', 'TestCacheSetAndGet', 'TestGetIfNewerThanWhenPodExists', 'TestGetPodNewerThanWhenPodDoesNotExist'],
    ['pkg__kubelet', 'TestNewActiveDeadlineHandler'],
  ],
  [
    'the row has what its loop goes over, not the pod that it is asked about',
    ['pkg__kubelet__container', 'TestShouldContainerBeRestarted'],
    ['pkg__registry__core__pod__storage', 'TestAddConditionAndDelete'],
    ['k8s.io.kubectl__pkg__cmd__apply', 'TestForceApply'],
    ['pkg__proxy', 'TestBuildServiceMapAddRemove'],
    ['pkg__util__taints', 'TestTaintExists', 'TestTaintKeyExists'],
    ['pkg__kubelet', 'TestGetContainersToDeleteInPod', 'TestGetContainersToDeleteInPodWithFilter'],
  ],
  ['the proxy reads slices: it is not handed a map of endpoints of Go’s', ['pkg__proxy', 'TestGetLocalEndpointIPs']],
  [
    'a proxy that is restarted when its node’s ranges change is not modelled',
    ['pkg__proxy', 'TestNodePodCIDRHandlerAdd', 'TestNodePodCIDRHandlerUpdate'],
  ],
  [
    'whether a disk may be read-only depends on a gate that cannot be switched here',
    ['pkg__apis__core__validation', 'TestValidateReadOnlyPersistentDisks'],
  ],
];
