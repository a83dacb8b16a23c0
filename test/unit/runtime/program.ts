/** The program of the runtime layer, compiled for this machine by the set-up of the unit tests; undefined without Linux. */
export const program = process.env['EKS_CRAC_TEST_START'];
