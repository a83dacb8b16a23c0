import { CaptureHost } from '../../constructs';
import { fleetTrial } from './fleet-trial';

/** The host that pipelines have unless told. */
fleetTrial('EksCracFleetTrial', CaptureHost.ec2()).synth();
