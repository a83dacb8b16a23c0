export { CheckpointAdmission } from './checkpoint-admission';
export type { CheckpointAdmissionProps } from './checkpoint-admission';
