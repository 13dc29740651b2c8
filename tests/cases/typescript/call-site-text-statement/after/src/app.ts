import { NewStore } from './new';

export async function run(): Promise<unknown> {
  const store = await NewStore.open();
  return store;
}
