export { CheckpointAlarms } from './checkpoint-alarms';
export type { CheckpointAlarmsProps } from './checkpoint-alarms';
export { CheckpointDashboard } from './checkpoint-dashboard';
export type { CheckpointDashboardProps } from './checkpoint-dashboard';
export { StartMetrics } from './start-metrics';
export type { ColdMetricOptions, StartMetricsProps } from './start-metrics';
