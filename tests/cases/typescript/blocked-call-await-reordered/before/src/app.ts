import { oldRead } from './legacy';

export async function run(folder: Promise<string>, next: () => string): Promise<string> {
  return oldRead(await folder, next());
}
