/** The same as `reasons.ts` for tables of the scheduler and the controllers. */
import type { Reasons } from './reasons.ts';

export const controllerReasons: Reasons = [
  [
    'plugins here do not reserve, permit or bind: the scheduler binds volumes and pods itself',
    [
      'pkg__scheduler__framework__runtime',
      'TestPermitPlugins',
      'TestPermitWaitDurationMetric',
      'TestReservePlugins',
      'TestPreBindPlugins',
      'TestRunBindPlugins',
      'TestPostFilterPlugins',
      'TestPreEnqueuePlugins',
    ],
    ['pkg__scheduler__internal__queue', 'TestPriorityQueue_addToActiveQ', 'TestPriorityQueue_Activate'],
    ['pkg__scheduler__framework__preemption', 'TestDryRunPreemption'],
  ],
  [
    'the table is about how Go builds a framework of fakes and reads their arguments; what a file says is compared in the tables of apis/config',
    [
      'pkg__scheduler__framework__runtime',
      'TestDecodeInto',
      'TestListPlugins',
      'TestNewFrameworkErrors',
      'TestFilterPluginsWithNominatedPods',
    ],
    ['pkg__scheduler__apis__config__scheme', 'TestCodecsEncodePluginConfig'],
    ['pkg__scheduler__profile', 'TestNewMap'],
    ['pkg__scheduler', 'TestWithPercentageOfNodesToScore', 'Test_UnionedGVKs', 'TestAddAllEventHandlers', 'TestFindFitPredicateCallCounts'],
  ],
  [
    'there are no extenders here',
    ['pkg__scheduler', 'TestIsInterested', 'TestConvertToMetaVictims', 'TestConvertToVictims', 'TestSchedulerBinding'],
  ],
  [
    'a cycle is one step here: nothing happens while it lasts, and nothing is remembered for it',
    ['pkg__scheduler', 'TestFailureHandler', 'TestFailureHandler_NodeNotFound', 'TestUpdatePodInCache'],
    ['pkg__scheduler__internal__queue', 'Test_InFlightPods', 'TestPriorityQueue_NominatedPodDeleted'],
    ['pkg__scheduler__internal__cache', 'TestSchedulerCache_UpdateSnapshot', 'TestSchedulerCache_updateNodeInfoSnapshotList'],
  ],
  [
    'the volume binder of the test is a fake that answers as it is told; the real one is compared in the tables of volumebinding',
    ['pkg__scheduler', 'TestSchedulerWithVolumeBinding'],
  ],
  ['the scheduler writes one condition, PodScheduled, and says all of it', ['pkg__scheduler', 'TestUpdatePod']],
  [
    'the table is about a cache of what was assumed: here the account of the nodes is all that is assumed',
    ['pkg__scheduler__framework__plugins__volumebinding', 'TestAssumePV', 'TestAssumePVC', 'TestAssumePodVolumes', 'newTestBinder'],
    [
      'pkg__scheduler__internal__cache',
      'TestForgetPod',
      'TestRemovePod',
      'TestNodeOperators',
      'TestGetNodeImageStates',
      'TestCreateUsedPVCSet',
    ],
  ],
  [
    'the row switches a gate that cannot be switched here',
    ['pkg__scheduler__framework__plugins__volumebinding', 'TestScore'],
    ['pkg__scheduler__framework', 'TestCalculatePodResourcesWithResize'],
    ['pkg__scheduler__framework__plugins__noderesources', 'TestRestartableInitContainers'],
    ['pkg__scheduler__framework__plugins__dynamicresources'],
    ['pkg__controller__resourceclaim'],
  ],
  [
    'a volume of the tree is used as it is: it is not translated into one of a driver',
    ['pkg__scheduler__framework__plugins__volumebinding', 'TestCheckBindingsWithCSIMigration', 'TestFindPodVolumesWithCSIMigration'],
  ],
  [
    'the table is about how Go keeps and copies its structures',
    ['pkg__scheduler__framework', 'TestCycleStateClone', 'TestIsStatusEqual', 'TestStatus', 'TestResourceAddScalar', 'TestResourceClone'],
    ['pkg__scheduler__framework__parallelize'],
    ['pkg__scheduler__internal__heap'],
    ['pkg__scheduler__internal__cache__debugger'],
    ['pkg__scheduler__util', 'Test_As_Node', 'Test_As_Pod'],
    ['pkg__scheduler__internal__queue', 'TestUnschedulablePodsMap'],
  ],
  ['a kubelet asks for room, ports and taints by functions of its own here', ['pkg__scheduler', 'TestAdmissionCheck']],
  ['components have no metrics here', ['pkg__scheduler__metrics__resources']],
  ['limits of disks are not read from the environment here', ['pkg__scheduler__framework__plugins__nodevolumelimits', 'TestGetMaxVols']],
  [
    'the row has the results of an inner loop without its inputs',
    ['pkg__scheduler__framework', 'TestNodeInfoAddPod', 'TestNodeInfoRemovePod'],
    ['pkg__scheduler__framework__plugins__helper', 'TestGetPodServices'],
    [
      'pkg__scheduler__internal__queue',
      'TestPriorityQueue_MoveAllToActiveOrBackoffQueue',
      'TestMoveAllToActiveOrBackoffQueue_PreEnqueueChecks',
    ],
  ],
];
