export default function second(): void {}
