import { main } from '../cli/main';

const [node = '', program = '', ...options] = process.argv;

void main([node, program, 'stage', ...options]).then((code) => {
  process.exitCode = code;
});
