import type { Ingress } from 'kubernetes-types/networking/v1';
import type { KubernetesObject } from '../kubernetes-object';
import { metadata } from './metadata';
import { SERVICE_PORT } from './service';
import { targetChecks } from './target-checks';
import type { WorkloadPlan } from './workload-plan';
import type { WorkloadIngress } from './workload-settings';

const PREFIX = 'alb.ingress.kubernetes.io';
/** TLS 1.2 and 1.3; the controller's default still accepts 1.0. */
const TLS_POLICY = 'ELBSecurityPolicy-TLS13-1-2-2021-06';

/** Returns an Application Load Balancer that sends requests directly to the pods, if the workload has one. */
export function ingress(plan: WorkloadPlan): (Ingress & KubernetesObject)[] {
  const {
    name,
    options: { ingress: options },
  } = plan;
  if (options === undefined) return [];
  const backend = { service: { name, port: { number: SERVICE_PORT } } };
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { ...metadata(plan), annotations: annotations(plan, options) },
      spec: {
        ingressClassName: 'alb',
        rules: [
          {
            ...(options.host === undefined ? {} : { host: options.host }),
            http: { paths: [{ path: options.path ?? '/', pathType: 'Prefix', backend }] },
          },
        ],
      },
    },
  ];
}

function annotations({ record }: WorkloadPlan, options: WorkloadIngress): Record<string, string> {
  const all = {
    scheme: options.internetFacing === true ? 'internet-facing' : 'internal',
    'target-type': 'ip',
    ...targetChecks(record),
    'healthcheck-interval-seconds': '5',
    'healthy-threshold-count': '2',
    'target-group-attributes': 'deregistration_delay.timeout_seconds=30',
    ...listeners(options),
    ...(options.inboundCidrs === undefined ? {} : { 'inbound-cidrs': options.inboundCidrs.join(',') }),
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [`${PREFIX}/${name}`, value]));
}

function listeners({ certificate }: WorkloadIngress): Record<string, string> {
  if (certificate === undefined) return { 'listen-ports': JSON.stringify([{ HTTP: 80 }]) };
  return {
    'listen-ports': JSON.stringify([{ HTTP: 80 }, { HTTPS: 443 }]),
    'ssl-redirect': '443',
    'ssl-policy': TLS_POLICY,
    'certificate-arn': certificate.certificateArn,
  };
}
