/**
 * Whose the files are that the kubelet writes, and what others may do with them.
 * upstream: pkg/volume/volume_linux.go (SetVolumeOwnership), pkg/volume/util/util.go (FsUserFrom), pkg/volume/projected/projected.go
 */
import type { Pod } from '#api/kinds.ts';
import type { Payload } from './content.ts';

/** What a pod's group may do with a file of a volume that is only read. */
const groupReads = 0o440;
const ownerOnly = 0o600;

/** The user that all containers run as; undefined when they are not all told the same. */
function userOf({ spec }: Pod): number | undefined {
  const users = [...(spec.initContainers ?? []), ...spec.containers].map(
    ({ securityContext }) => securityContext?.runAsUser ?? spec.securityContext?.runAsUser,
  );
  return users.every((user) => user === users[0]) ? users[0] : undefined;
}

/** The files with their owners: all are the pod's group's, and tokens are for nobody but the pod's user and group. */
export function ownedBy(pod: Pod, files: ReadonlyMap<string, Payload>): ReadonlyMap<string, Payload> {
  const gid = pod.spec.securityContext?.fsGroup;
  const uid = userOf(pod);
  if (gid === undefined && uid === undefined) return files;
  return new Map(Array.from(files, ([path, file]) => [path, ownedFile(file, uid, gid)]));
}

function ownedFile(file: Payload, uid: number | undefined, gid: number | undefined): Payload {
  const mode = file.isDraft === true ? ownerOnly : file.mode;
  return {
    ...file,
    mode: gid === undefined ? mode : mode | groupReads,
    ...(file.isDraft === true && uid !== undefined ? { uid } : {}),
    ...(gid === undefined ? {} : { gid }),
  };
}
