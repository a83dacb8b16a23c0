/** The runtime layer in an image; a checkpoint, its marker and the seeds of volumes are below it. */
export const RUNTIME_FOLDER = '/opt/eks-crac';

/** Where `start` keeps its marker, on a volume that outlives the container but not the pod. */
export const MARKER_FOLDER = `${RUNTIME_FOLDER}/marker`;

/** Where an init container has the volumes that it fills. */
export const SEED_FOLDER = `${RUNTIME_FOLDER}/seed`;
