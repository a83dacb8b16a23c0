import { JVM_OPTION_VARIABLES } from '../capture-environment';

/** Names of the variables passed to the container that a shell could set; one that a script of the image set is not among them. */
export function capturedVariables(environment: ReadonlyMap<string, string>): string[] {
  return [...environment.keys()].filter((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)).sort();
}

/**
 * Names of those that a restored JVM is given. A variable set by a script of the image is excluded: no pod passes it
 * either, so it must keep its captured value. JVM options must not be passed to a restored JVM, and the variables of
 * eks-crac are between the stage and `start`.
 */
export function updatedVariables(environment: ReadonlyMap<string, string>): string[] {
  return capturedVariables(environment).filter(
    (name) => !JVM_OPTION_VARIABLES.includes(name) && !name.startsWith('EKS_CRAC_'),
  );
}
