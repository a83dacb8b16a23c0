import { describeCopies } from './clone-suite';
import { BOOT_4_TOMCAT } from './services';

describeCopies(BOOT_4_TOMCAT, [2]);
