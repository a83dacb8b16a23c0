import { ENGINES } from '../../engines';
import type { EngineData } from '../../engines';
import { code, enumeration, item } from './text';

/** What each engine checkpoints, for those who choose. */
const CHECKPOINTS: Readonly<Record<EngineData['type'], string>> = {
  criu: 'any stock JDK 17 or newer, from outside, with CRIU 4.2 or newer and [the agent](agent.md) inside',
  warp: 'Azul Zulu with CRaC; the JVM writes its own image, without CRIU',
  crac: 'a JDK with [CRaC](https://github.com/openjdk/crac); the JVM drives the CRIU of the runtime layer',
  openj9: "IBM Semeru or Eclipse OpenJ9, by the JVM's own CRIU support",
};

const EVIDENCE: Readonly<Record<EngineData['evidence'], string>> = {
  real: 'proven with real containers, JVMs and checkpoints',
  'stand-in': 'tried over a stand-in for the command line of its JDK; unproven with the real one',
};

const ABSENT: Readonly<Record<EngineData['mayChange']['absentVariables'], string>> = {
  absent: 'a variable of the capture that the pod lacks is gone',
  empty: 'one that the pod lacks is empty ([why](#variables-and-properties-with-warp))',
  captured: 'one that the pod lacks keeps its captured value',
};

const engines = Object.values(ENGINES);

/** Engine, JDK and state: the page of the engines begins with it. */
export function engineChoices(): string {
  return engines
    .map(({ evidence, jdkImage, type }) =>
      item(
        `${code(type)}: ${CHECKPOINTS[type]}. Base image for example ${code(jdkImage)}. ${sentence(EVIDENCE[evidence])}`,
      ),
    )
    .join('\n');
}

/** One line for each state, for the README. */
export function engineStatus(): string {
  return (Object.keys(EVIDENCE) as EngineData['evidence'][])
    .flatMap((evidence) => {
      const names = engines.filter((engine) => engine.evidence === evidence).map(({ type }) => code(type));
      return names.length === 0
        ? []
        : [item(`${names.length === 1 ? 'engine' : 'engines'} ${enumeration(names)}: ${EVIDENCE[evidence]}`)];
    })
    .join('\n');
}

/** Capture and restore hold the same privileges; a test of the engines says so. */
export function enginePrivileges(): string {
  return engines
    .map(({ minimumKernel, restore: { capabilities, escalationForNonRoot, seccomp }, type }) => {
      const names = capabilities.length === 0 ? 'no capability' : capabilities.map(code).join(', ');
      const escalation = `${code(`allowPrivilegeEscalation: ${escalationForNonRoot}`)} as non-root`;
      return item(`${code(type)}: ${names}; seccomp ${code(seccomp)}; ${escalation}; Linux ${minimumKernel} or newer`);
    })
    .join('\n');
}

/** What a pod may change against the capture. */
export function engineEnvironments(): string {
  return engines
    .map(({ mayChange: { absentVariables, environment }, type }) =>
      item(
        environment
          ? `${code(type)}: the pod's variables replace the captured ones; ${ABSENT[absentVariables]}`
          : `${code(type)}: captured variables stay; only names that the capture did not have can be added`,
      ),
    )
    .join('\n');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
