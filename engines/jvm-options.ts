import type { CheckpointRules } from '../contract';
import type { EngineData } from './engine-data';

/** Returns the JVM options for a capture on a CPU class; `features` is used only where the JDK supports it. */
export function captureJvmOptions(
  engine: EngineData,
  features: string | undefined,
  trigger: CheckpointRules['trigger'] = 'warm-up',
): readonly string[] {
  const cpu = engine.cpuFeatures && features !== undefined ? [`-XX:CPUFeatures=${features}`] : [];
  return [...engine.captureJvmOptions, ...cpu, ...(trigger === 'on-refresh' ? engine.onRefreshJvmOptions : [])];
}
