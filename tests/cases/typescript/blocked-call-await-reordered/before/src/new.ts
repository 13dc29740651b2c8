export function newRead(key: string, folder: string): string {
  return folder + key;
}
