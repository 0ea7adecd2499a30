/** Where the API server is reached inside the cluster: behind the Service `kubernetes`, at this address of a machine of its own. */
export const apiServingAddress = 'kube-apiserver-https';
export const apiServerIp = '172.18.0.2';
export const apiServerPort = 6443;
/** The Service's own address. */
export const apiServiceIp = '10.96.0.1';
/** The machine that the control plane runs on, which is no node. */
export const controlPlaneMachine = 'control-plane';
