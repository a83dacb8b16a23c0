import { CaptureHost } from '../../constructs';
import { fleetTrial } from './fleet-trial';

/** The host whose builds run in a container. */
fleetTrial('EksCracContainerFleetTrial', CaptureHost.fleet()).synth();
