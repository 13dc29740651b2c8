import {
  // kept for the importer
  Alpha, // first letter
  Zulu, // last letter
} from './legacy.js';
import { NewStore } from './new.js';

export const all = [Alpha, NewStore, Zulu];
