/** The program of the runtime layer, compiled for this machine. */
export const program = '/tmp/start';
