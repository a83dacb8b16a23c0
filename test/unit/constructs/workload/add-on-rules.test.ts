import { workloadScene } from '../../../support/cdk/workload-scene';

describe('a workload on a cluster without an add-on', () => {
  const autoscaling = { min: 1, max: 2 };

  test('is refused when it needs the add-on', () => {
    const { add, cluster } = workloadScene();
    cluster.addOns = { loadBalancerController: false, metricsServer: false };
    expect(() => add({ ingress: {} })).toThrow(
      new Error(
        '`ingress` needs the AWS Load Balancer Controller, and the cluster has `addOns: { loadBalancerController: false }`; drop one of them [at Stack/Workload]',
      ),
    );
    expect(() => add({ autoscaling }, 'Second')).toThrow(
      new Error(
        '`autoscaling` needs the metrics server, and the cluster has `addOns: { metricsServer: false }`; drop one of them [at Stack/Second]',
      ),
    );
    expect(() => add({ name: 'third' }, 'Third')).not.toThrow();
  });

  test('is admitted when the cluster has it, or is not known', () => {
    const { add, cluster } = workloadScene();
    add({ ingress: {}, autoscaling });
    cluster.addOns = {};
    expect(() => add({ ingress: {}, autoscaling, name: 'other' }, 'Second')).not.toThrow();
  });
});
