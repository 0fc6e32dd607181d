import { deferralSuite } from './suite.ts';

// The other way of running is a daily test.
deferralSuite('services');
