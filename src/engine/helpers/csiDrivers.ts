/**
 * The storage drivers that this cluster has: our own choice, not upstream's. A class of any other provisioner is a valid object whose
 * claims wait for somebody who is not there. A driver is installed when its first class is made: it then has a CSIDriver, and every
 * node's kubelet says in its CSINode that it is there.
 */

/** How a provisioner's volumes reach a node. */
export type Provisioner =
  | {
      readonly driver: string;
      /** The volume must be attached to a node before it can be mounted there. */
      readonly attach: boolean;
      /** How many of its volumes a node takes. */
      readonly limit?: number;
    }
  /** Not by a driver: a directory of a node, or of a server that all nodes reach. */
  | { readonly source: 'hostPath' | 'nfs'; readonly root: string };

const disk = (driver: string, limit?: number): Provisioner => ({ driver, attach: true, ...(limit === undefined ? {} : { limit }) });
const files = (driver: string): Provisioner => ({ driver, attach: false });
const directory = (root: string): Provisioner => ({ source: 'hostPath', root });

const ownDisk = disk('disk.orrery.io', 128);
const amazonDisk = disk('ebs.csi.aws.com', 39);
const googleDisk = disk('pd.csi.storage.gke.io', 127);
const azureDisk = disk('disk.csi.azure.com', 16);
const azureFiles = files('file.csi.azure.com');
const cinder = disk('cinder.csi.openstack.org', 256);
const vsphere = disk('csi.vsphere.vmware.com', 59);
const portworx = files('pxd.portworx.com');

/** A class's provisioner -> what it makes. Names in the tree's own namespace stand for the drivers that took over. */
export const provisioners: ReadonlyMap<string, Provisioner> = new Map([
  ['orrery.io/disk', ownDisk],
  ['k8s.io/minikube-hostpath', directory('/tmp/hostpath-provisioner')],
  ['rancher.io/local-path', directory('/opt/local-path-provisioner')],
  ['docker.io/hostpath', directory('/var/lib/k8s-pvs')],
  ['openebs.io/local', directory('/var/openebs/local')],
  ['k8s-sigs.io/nfs-subdir-external-provisioner', { source: 'nfs', root: '/export' }],
  ['hostpath.csi.k8s.io', disk('hostpath.csi.k8s.io')],
  ['nfs.csi.k8s.io', files('nfs.csi.k8s.io')],
  ['smb.csi.k8s.io', files('smb.csi.k8s.io')],
  ['kubernetes.io/aws-ebs', amazonDisk],
  ['ebs.csi.aws.com', amazonDisk],
  ['efs.csi.aws.com', files('efs.csi.aws.com')],
  ['kubernetes.io/gce-pd', googleDisk],
  ['pd.csi.storage.gke.io', googleDisk],
  ['filestore.csi.storage.gke.io', files('filestore.csi.storage.gke.io')],
  ['kubernetes.io/azure-disk', azureDisk],
  ['disk.csi.azure.com', azureDisk],
  ['kubernetes.io/azure-file', azureFiles],
  ['file.csi.azure.com', azureFiles],
  ['kubernetes.io/cinder', cinder],
  ['cinder.csi.openstack.org', cinder],
  ['kubernetes.io/vsphere-volume', vsphere],
  ['csi.vsphere.vmware.com', vsphere],
  ['kubernetes.io/portworx-volume', portworx],
  ['pxd.portworx.com', portworx],
  ['kubernetes.io/rbd', disk('rbd.csi.ceph.com')],
  ['rbd.csi.ceph.com', disk('rbd.csi.ceph.com')],
  ['rook-ceph.rbd.csi.ceph.com', disk('rook-ceph.rbd.csi.ceph.com')],
  ['cephfs.csi.ceph.com', files('cephfs.csi.ceph.com')],
  ['rook-ceph.cephfs.csi.ceph.com', files('rook-ceph.cephfs.csi.ceph.com')],
  ['driver.longhorn.io', disk('driver.longhorn.io')],
  ['linstor.csi.linbit.com', disk('linstor.csi.linbit.com')],
  ['topolvm.io', files('topolvm.io')],
  ['dobs.csi.digitalocean.com', disk('dobs.csi.digitalocean.com', 7)],
  ['csi.hetzner.cloud', disk('csi.hetzner.cloud', 16)],
  ['linodebs.csi.linode.com', disk('linodebs.csi.linode.com', 8)],
]);

type Driver = Extract<Provisioner, { driver: string }>;

/** The drivers among them by their own name. */
export const drivers: ReadonlyMap<string, Driver> = new Map(
  [...provisioners.values()].flatMap((it) => ('driver' in it ? [[it.driver, it] as const] : [])),
);
