import { authorizationMatrix } from './suite.ts';

// The other way of running is a daily test.
authorizationMatrix('services');
