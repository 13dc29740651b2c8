export function oldRead(folder: string, key: string): string {
  return folder + key;
}
