import { describeCopies } from './clone-suite';
import { SERVICES } from './services';

for (const service of SERVICES) describeCopies(service, [2, 8]);
