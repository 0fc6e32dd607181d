import { authorizationMatrix } from './suite.ts';

// Everybody, in four processes. In one, a daily test has one of each kind.
authorizationMatrix('services');
