import { doesEverything, waysInFull } from '../../support/stack.ts';
import { authorizationMatrix } from './suite.ts';

for (const way of waysInFull) authorizationMatrix(way, doesEverything ? 'everybody' : 'one of each kind');
