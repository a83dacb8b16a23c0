import type { CheckpointRules } from '../contract';
import type { EngineData } from './engine-data';

/** What a JVM is started with for its capture on a CPU class: `features` only where the JDK can be told. */
export function captureJvmOptions(
  engine: EngineData,
  features: string | undefined,
  trigger: CheckpointRules['trigger'] = 'warm-up',
): readonly string[] {
  const cpu = engine.cpuFeatures && features !== undefined ? [`-XX:CPUFeatures=${features}`] : [];
  return [...engine.captureJvmOptions, ...cpu, ...(trigger === 'on-refresh' ? engine.onRefreshJvmOptions : [])];
}
