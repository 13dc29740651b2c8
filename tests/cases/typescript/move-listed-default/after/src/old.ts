function close(): void {}
export { close };
