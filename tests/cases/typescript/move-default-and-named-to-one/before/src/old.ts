export function close(): void {}

function open(): void {}
export { open as default };
