import { stageCommand } from '../cli/commands/stage';
import { runCommand } from '../cli/run-command';

// What a build of CodeBuild runs: nothing of the workstation's half of the command line is in its bundle.
void runCommand(stageCommand(), process.argv).then((code) => {
  process.exitCode = code;
});
