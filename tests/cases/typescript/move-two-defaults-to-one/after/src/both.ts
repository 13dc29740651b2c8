export function first(): void {}

export function second(): void {}
