import { OldStore } from './legacy';

export const usual = () => new OldStore();

export function special(): unknown {
  return new OldStore();
}
