import { EOL } from 'node:os';

export function end(): string {
  return EOL;
}
