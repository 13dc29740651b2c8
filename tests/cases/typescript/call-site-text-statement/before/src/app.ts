import { OldStore } from './legacy';

export async function run(): Promise<unknown> {
  const store = new OldStore();
  return store;
}
