import fs from 'fs';

export function open() {
  return fs;
}
