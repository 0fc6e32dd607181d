import { membershipSuite } from './membership-suite.ts';

membershipSuite('standalone');
