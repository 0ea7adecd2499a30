/** Every case of the end-to-end tests of StatefulSets, on a whole cluster. upstream: test/e2e/apps/statefulset.go (lines of v1.28.4) */
import { test } from 'vitest';
import { playScript } from './testing/statefulSetCluster.test-helper.ts';

const cases: readonly (readonly [name: string, script: string])[] = [
  [
    '140 basic identity: host name, and data that comes back',
    `set 3 claims
     wait 30
     = 0* 1* 2*
     run 1 hostname
     prints web-1
     run 1 hostname > /data/hostname
     scale 0
     wait 30
     =
     claims 0 1 2
     scale 3
     wait 40
     = 0* 1* 2*
     run 1 cat /data/hostname
     prints web-1`,
  ],
  [
    '187 adopts matching orphans and releases pods that do not match',
    `set 1
     wait 15
     remember 0
     orphan
     wait 10
     = 0*
     again
     wait 10
     owned 0
     same 0
     label 0 app=other
     wait 10
     owned
     label 0 app=web
     wait 30
     owned 0
     same 0`,
  ],
  [
    "272 no deadlock when a pod's predecessor fails",
    `set 2 paused
     wait 10
     = 0
     continue 0
     wait 10
     = 0* 1
     delete 0
     wait 10
     = 0 1
     continue 0
     wait 5
     continue 1
     wait 5
     = 0* 1*`,
  ],
  [
    '308 and 320 rolling updates from the top, and back again, with claims',
    `set 3 claims
     wait 30
     revisions same
     remember 0
     image 1.25
     wait 5
     revisions differ
     wait 40
     images 1.25 1.25 1.25
     revisions same
     claims 0 1 2
     new 0
     image 1.24
     wait 40
     images 1.24 1.24 1.24
     revisions same`,
  ],
  [
    '320 an update stops at a pod that does not become ready',
    `set 3 paused parallel
     wait 10
     continue 0
     continue 1
     continue 2
     wait 5
     = 0* 1* 2*
     image 1.25
     wait 30
     images 1.24 1.24 1.25
     = 0* 1* 2
     continue 2
     wait 10
     images 1.24 1.25 1.25`,
  ],
  [
    '331 canary and phased updates by partition',
    `set 3 partition=3
     wait 30
     image 1.25
     wait 20
     images 1.24 1.24 1.24
     revisions differ
     patch {"updateStrategy":{"rollingUpdate":{"partition":2}}}
     wait 20
     images 1.24 1.24 1.25
     delete 0
     delete 2
     wait 30
     = 0* 1* 2*
     images 1.24 1.24 1.25
     patch {"updateStrategy":{"rollingUpdate":{"partition":1}}}
     wait 20
     images 1.24 1.25 1.25
     patch {"updateStrategy":{"rollingUpdate":{"partition":0}}}
     wait 20
     images 1.25 1.25 1.25
     revisions same`,
  ],
  [
    '515 pod 0 comes back at the old revision while the partition is 1',
    `set 2 partition=1
     wait 20
     image 1.25
     wait 20
     images 1.24 1.25
     remember 0
     delete 0
     wait 15
     = 0* 1*
     images 1.24 1.25
     new 0`,
  ],
  [
    '521 the same when its container fails',
    `set 2 partition=1 paused
     wait 5
     continue 0
     wait 10
     continue 1
     wait 5
     image 1.25
     wait 20
     images 1.24 1.25
     delete 0
     wait 15
     = 0 1
     images 1.24 1.25`,
  ],
  [
    '562 OnDelete: only pods that a person deletes are replaced',
    `set 3 onDelete
     wait 30
     image 1.25
     wait 20
     images 1.24 1.24 1.24
     delete 1
     wait 15
     images 1.24 1.25 1.24
     delete 0
     delete 2
     wait 20
     images 1.25 1.25 1.25`,
  ],
  [
    '640 scaling in order, and halting at a pod that is unwell',
    `set 1 paused
     wait 5
     continue 0
     wait 5
     = 0*
     pause 0
     wait 5
     scale 3
     wait 20
     = 0
     continue 0
     wait 10
     = 0* 1
     continue 1
     wait 10
     continue 2
     wait 5
     = 0* 1* 2*
     pause 0
     pause 1
     pause 2
     wait 5
     scale 0
     wait 20
     = 0 1 2
     continue 0
     continue 1
     continue 2
     wait 30
     =`,
  ],
  [
    '750 burst scaling runs to its end with pods that are unwell',
    `set 1 paused parallel
     wait 10
     = 0
     scale 3
     wait 10
     = 0 1 2
     scale 0
     wait 20
     =`,
  ],
  [
    '792 a pod that failed because of its host port is made anew until it runs',
    `crowd
     wait 10
     set 1 hostPort
     wait 30
     = 0
     remember 0
     uncrowd
     wait 60
     = 0*`,
  ],
  [
    '1207 minReadySeconds: ready pods that are not yet available',
    `set 2 minReady=3600 parallel
     wait 30
     status readyReplicas=2 availableReplicas=0`,
  ],
  [
    '1222 available replicas follow readiness and minReadySeconds',
    `set 2 minReady=15 parallel
     wait 10
     status readyReplicas=2 availableReplicas=0
     wait 20
     status readyReplicas=2 availableReplicas=2
     patch {"minReadySeconds":3600}
     wait 10
     status readyReplicas=2 availableReplicas=0
     patch {"minReadySeconds":0}
     wait 10
     status readyReplicas=2 availableReplicas=2`,
  ],
  [
    '1295 whenDeleted Delete: all claims go with the set',
    `set 2 claims whenDeleted=Delete
     wait 30
     claims 0 1
     remove
     wait 60
     =
     claims`,
  ],
  [
    '1318 whenScaled Delete: the claims of pods that go',
    `set 3 claims whenScaled=Delete
     wait 30
     scale 1
     wait 40
     = 0*
     claims 0`,
  ],
  [
    '1341 whenDeleted Delete after adoption',
    `set 2 claims whenDeleted=Delete
     wait 30
     orphan
     wait 10
     again
     wait 20
     owned 0 1
     remove
     wait 60
     claims`,
  ],
  [
    '1372 whenScaled Delete after adoption',
    `set 3 claims whenScaled=Delete
     wait 30
     orphan
     wait 10
     again
     wait 20
     scale 2
     wait 40
     claims 0 1`,
  ],
  [
    '1427 the claim of a pod that waits for it is made again',
    `set 1 claims
     wait 15
     remember 0
     lose-claim 0
     delete 0
     wait 40
     = 0*
     claims 0`,
  ],
  [
    '1539 a start ordinal is set',
    `set 2
     wait 20
     patch {"ordinals":{"start":2}}
     wait 40
     = 2* 3*`,
  ],
  [
    '1571 a start ordinal grows',
    `set 2 start=2
     wait 20
     = 2* 3*
     patch {"ordinals":{"start":4}}
     wait 40
     = 4* 5*`,
  ],
  [
    '1605 a start ordinal shrinks',
    `set 2 start=3
     wait 20
     patch {"ordinals":{"start":2}}
     wait 40
     = 2* 3*`,
  ],
  [
    '1639 a start ordinal goes',
    `set 2 start=3
     wait 20
     patch {"ordinals":null}
     wait 40
     = 0* 1*`,
  ],
];

test.each(cases)('%s', (_name, script) => playScript(script));
