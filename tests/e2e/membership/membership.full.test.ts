import { membershipSuite } from './membership-suite.ts';

// The other way of running is a daily test.
membershipSuite('services');
