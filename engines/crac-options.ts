import { CHECKPOINT_FOLDER, CRIU_PROGRAM, MEMORY_FILE, POLICIES_FILE } from '../contract';

/** Options of JDKs with CRaC, and of Spring on any JDK. */

/** The JVM reads the rules for open descriptors at the checkpoint, and at the restore again. */
export const POLICIES = `-Djdk.crac.resource-policies=${CHECKPOINT_FOLDER}/${POLICIES_FILE}`;

/** The CRIU of the runtime layer in place of the one that the JDK finds: its version, and its file capabilities, are known. */
export const OWN_CRIU = `-XX:CRaCEngineOptions=criu_location=${CRIU_PROGRAM},args=--unprivileged`;

/** At the restore `start` hands the memory file over, since a stored checkpoint has it at another path. */
export const OWN_CRIU_WITH_MEMORY = `${OWN_CRIU} --inherit-fd fd[6]:${CHECKPOINT_FOLDER.slice(1)}/${MEMORY_FILE}`;

export const SPRING_ON_REFRESH = '-Dspring.context.checkpoint=onRefresh';
