export function load(path: string): unknown {
  return path;
}
