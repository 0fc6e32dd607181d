import { ways } from '../../support/stack.ts';
import { authorizationMatrix } from './suite.ts';

for (const way of ways) authorizationMatrix(way);
