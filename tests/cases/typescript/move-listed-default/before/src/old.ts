function open(kind: number): number {
  switch (kind) {
    default:
      return 1;
  }
}
function close(): void {}
export { open as default, close };
