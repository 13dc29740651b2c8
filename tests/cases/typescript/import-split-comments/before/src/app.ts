import {
  // kept for the importer
  Alpha, // first letter
  OldStore,
  Zulu, // last letter
} from './legacy.js';

export const all = [Alpha, OldStore, Zulu];
