/**
 * Words of Kubernetes that a compressor knows beforehand. A published dictionary never changes: a better one is a new
 * one with its own codec letter. The likeliest texts stand last, where back-references are shortest.
 */
export const dictionary1 = [
  'kubectl.kubernetes.io/last-applied-configuration','persistentVolumeReclaimPolicy','volumeBindingMode','WaitForFirstConsumer','allowVolumeExpansion',
  'reclaimPolicy','provisioner','storage.k8s.io/v1','StorageClass','rbac.authorization.k8s.io/v1','ClusterRoleBinding','ClusterRole','RoleBinding','roleRef','subjects',
  'networking.k8s.io/v1','NetworkPolicy','Ingress','batch/v1','CronJob','schedule','jobTemplate','completions','parallelism','backoffLimit','restartPolicy','OnFailure','Never',
  'policy/v1','PodDisruptionBudget','minAvailable','autoscaling/v2','HorizontalPodAutoscaler','scaleTargetRef','minReplicas','maxReplicas',
  'DaemonSet','ReplicationController','ConfigMap','configMapRef','configMapKeyRef','secretKeyRef','Secret','stringData','Opaque','data','serviceAccountName','ServiceAccount',
  'livenessProbe','readinessProbe','startupProbe','httpGet','tcpSocket','exec','initialDelaySeconds','periodSeconds','timeoutSeconds','failureThreshold','successThreshold',
  'initContainers','lifecycle','preStop','postStart','securityContext','runAsUser','fsGroup','nodeSelector','affinity','podAntiAffinity','topologyKey','kubernetes.io/hostname','tolerations',
  'requiredDuringSchedulingIgnoredDuringExecution','preferredDuringSchedulingIgnoredDuringExecution','labelSelector','matchExpressions','operator','values',
  'terminationGracePeriodSeconds','imagePullPolicy','IfNotPresent','Always','command','args','env','valueFrom','fieldRef','fieldPath','metadata.name','resources','limits','requests','cpu','memory','100m','128Mi',
  'PersistentVolumeClaim','persistentVolumeClaim','claimName','PersistentVolume','hostPath','emptyDir','volumes','volumeMounts','mountPath','subPath','readOnly',
  'podManagementPolicy','OrderedReady','Parallel','updateStrategy','rollingUpdate','RollingUpdate','partition','maxSurge','maxUnavailable','persistentVolumeClaimRetentionPolicy',
  'volumeClaimTemplates','accessModes','ReadWriteOnce','ReadWriteMany','storageClassName','storage','100Mi','1Gi','standard',
  'clusterIP','None','ClusterIP','NodePort','LoadBalancer','nodePort','targetPort','port','protocol','TCP','sessionAffinity','publishNotReadyAddresses','Namespace','kube-system',
  '{"version":1,"seed":1,"inputs":[{"at":','"cluster":"orrery","input":{"type":"request","request":{"verb":"patch","group":"apps","version":"v1","resource":"deployments","name":"',
  '"verb":"delete","group":"","version":"v1","resource":"pods","namespace":"default","name":"','"patch":{"type":"strategic","body":{"spec":{"replicas":','"options":{"fieldManager":"kubectl-client-side-apply","fieldValidation":"Strict"},"userAgent":"kubectl/v1.28.4"',
  '"verb":"create","group":"","version":"v1","resource":"services","namespace":"default","object":{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","labels":{"app":"','"spec":{"ports":[{"port":80,"name":"web"}],"clusterIP":"None","selector":{"app":"',
  '"resource":"statefulsets","namespace":"default","object":{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"','"resource":"deployments","namespace":"default","object":{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"nginx',
  '"spec":{"serviceName":"','"replicas":2,"selector":{"matchLabels":{"app":"','"template":{"metadata":{"labels":{"app":"','"spec":{"containers":[{"name":"redis","image":"redis:5-alpine","ports":[{"containerPort":6379,"name":"','nginx:1.25","ports":[{"containerPort":80',
].join('\n');
