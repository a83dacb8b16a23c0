import { stageCommand } from '../cli/commands/stage';
import { runCommand } from '../cli/run-command';

// The program a CodeBuild build runs; its bundle contains nothing of the workstation commands.
void runCommand(stageCommand(), process.argv).then((code) => {
  process.exitCode = code;
});
